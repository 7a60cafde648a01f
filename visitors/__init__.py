"""Visitors without an account: the networks they come from, and how often they may do something."""
