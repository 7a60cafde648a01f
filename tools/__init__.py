"""Tools for those who work on the project; the site itself needs none of them."""
