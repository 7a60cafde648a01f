"""A discussion and its comments."""

from .comment import ReaderComment, Status
from .discussion import Discussion, DiscussionSettings, Openness, Policy
from .report import Reason, Report

__all__ = [
    "Discussion",
    "DiscussionSettings",
    "Openness",
    "Policy",
    "ReaderComment",
    "Reason",
    "Report",
    "Status",
]
