"""What moderators decide about comments and commenters, and what waits for them."""
