"""What the admin's reports share: charts, and files that are safe to open."""
