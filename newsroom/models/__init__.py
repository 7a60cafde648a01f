"""The tables of the newsroom."""

from .live_finding import LiveFinding
from .outline import Outline
from .review import PublishersReview
from .shared_draft import SharedDraft
from .topic_collection import TopicCollection

__all__ = ["LiveFinding", "Outline", "PublishersReview", "SharedDraft", "TopicCollection"]
