"""The tables of the newsroom."""

from .outline import Outline
from .review import PublishersReview
from .shared_draft import SharedDraft

__all__ = ["Outline", "PublishersReview", "SharedDraft"]
