"""Charts and safe spreadsheets, which the reports of several apps share."""
