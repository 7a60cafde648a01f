"""A discussion, its comments, the people who write them, and what they are told."""

from .comment import ReaderComment, Status
from .commenter import Commenter, Follow, Scope
from .discussion import Confirm, Discussion, DiscussionSettings, Openness, Policy
from .mail import Kind, Mail, State
from .report import Reason, Report
from .vote import Vote

__all__ = [
    "Commenter",
    "Confirm",
    "Discussion",
    "DiscussionSettings",
    "Follow",
    "Kind",
    "Mail",
    "Openness",
    "Policy",
    "ReaderComment",
    "Reason",
    "Report",
    "Scope",
    "State",
    "Status",
    "Vote",
]
