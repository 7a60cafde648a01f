"""Visitors without an account: their networks, and limits on how often they may do something."""
