"""The moderators' desk in the Wagtail admin: each module holds one screen and its addresses."""
