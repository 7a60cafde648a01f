"""Takes in what readers write: comments, confirmations and votes."""
