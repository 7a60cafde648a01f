"""Spam detection: a filter that learns from the moderators' decisions, and Akismet.

The filter itself (``features``, ``bayes``, ``calibration``, ``model``, ``record``) needs no service and no
database: it learns from examples and makes a model that can be stored. A model holds hashes of the
features of comments, never their text, or the names and addresses of their authors.
"""
