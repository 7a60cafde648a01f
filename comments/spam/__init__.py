"""Whether a comment is spam: a filter that learns from the moderators' decisions, and Akismet.

The filter itself (``features``, ``linear``, ``calibration``, ``model``) needs no service and no
database: it is given examples and makes a model that can be stored. A model holds hashes of what
comments are made of, never their text, their writers' names or addresses.
"""
