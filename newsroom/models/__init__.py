"""The tables of the newsroom."""

from .live_finding import LiveFinding
from .outline import Outline
from .review import PublishersReview
from .shared_draft import SharedDraft

__all__ = ["LiveFinding", "Outline", "PublishersReview", "SharedDraft"]
