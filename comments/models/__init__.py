"""The tables of discussions: comments, commenters, decisions, reports, mails and settings."""

from .ban import NetworkBan
from .comment import ReaderComment, Status
from .commenter import Commenter, Follow, FollowScope, Standing
from .decision import Action, Decision, DecisionReason
from .discussion import Discussion, DiscussionMode
from .finding import Effect, Finding
from .job import BulkJob, BulkTargets, JobState
from .lesson import Lesson
from .mail import Mail, MailKind, MailState
from .report import Report, ReportOutcome, ReportReason
from .settings import Confirm, DiscussionSettings, Notify, Order, Policy, WhoCanComment
from .trained_model import TrainedModel
from .vote import Vote

__all__ = [
    "Action",
    "BulkJob",
    "BulkTargets",
    "Commenter",
    "Confirm",
    "Decision",
    "DecisionReason",
    "Discussion",
    "DiscussionSettings",
    "Effect",
    "Finding",
    "Follow",
    "JobState",
    "Lesson",
    "MailKind",
    "TrainedModel",
    "Mail",
    "NetworkBan",
    "Notify",
    "DiscussionMode",
    "Order",
    "ReportOutcome",
    "Policy",
    "ReaderComment",
    "ReportReason",
    "Report",
    "FollowScope",
    "Standing",
    "MailState",
    "Status",
    "Vote",
    "WhoCanComment",
]
