"""The doors of people who work here: signing in, new passwords, and what keeps strangers out."""
