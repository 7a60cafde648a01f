"""What is checked of an article while it is written, and before it is published.

``catalogue`` is the list: each check with its name, its line for editors, and what it does unless an
editor-in-chief says otherwise. ``running`` runs them.
"""
