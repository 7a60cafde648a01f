"""A discussion, its comments, the people who write them, and what they are told."""

from .ban import NetworkBan
from .comment import ReaderComment, Status
from .commenter import Commenter, Follow, Scope, Standing
from .decision import Action, Decision, DecisionReason
from .discussion import Discussion, Openness
from .finding import Effect, Finding
from .job import BulkJob, BulkTargets, JobState
from .learned import Learned
from .mail import Kind, Mail, State
from .report import Outcome, Reason, Report
from .settings import Confirm, DiscussionSettings, Notify, Order, Policy, Who
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
    "Kind",
    "Learned",
    "Mail",
    "NetworkBan",
    "Notify",
    "Openness",
    "Order",
    "Outcome",
    "Policy",
    "ReaderComment",
    "Reason",
    "Report",
    "Scope",
    "Standing",
    "State",
    "Status",
    "Vote",
    "Who",
]
