"""Stores the mails for followers, commenters and moderators. The worker sends them."""
