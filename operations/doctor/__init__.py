"""Looks at a running installation, and says in plain words what is wrong and what to do.

Each check is a function that yields findings; none means that all is well. ``catalogue`` has the list.
"""
