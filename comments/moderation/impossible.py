"""The refusal that all of moderation shares."""


class Impossible(Exception):
    """An impossible action, with a sentence for the moderator."""
