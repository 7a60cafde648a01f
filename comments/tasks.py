"""The tasks under the paths that they had until November 2026.

A queued task is a row with the dotted path of its function, and rows from before an upgrade still
name these paths. This module may go from 1 June 2027.
"""

from .mailing.sending import send_mail
from .moderation.bulk import decide_many
from .spam.akismet import ask_akismet, tell_akismet
from .spam.training import teach

__all__ = ["ask_akismet", "decide_many", "send_mail", "teach", "tell_akismet"]
