"""A discussion and its comments."""

from .comment import ReaderComment, Status
from .discussion import Discussion, DiscussionSettings, Openness, Policy

__all__ = ["Discussion", "DiscussionSettings", "Openness", "Policy", "ReaderComment", "Status"]
