"""What a command of this app tells the operator."""


class Refused(Exception):
    """It cannot be done, or must not: the message says why, and what to do."""
