"""The rows that say whom to tell of what. Nothing is sent from here."""
