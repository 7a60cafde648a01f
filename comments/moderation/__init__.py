"""Moderators' decisions about comments and commenters, and the queue of open ones."""
