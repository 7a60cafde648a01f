"""What helps a reader who found nothing: topics that come near, and the newest articles."""

from collections.abc import Collection

from rapidfuzz import fuzz, utils

from articles.models import ArticlePage

from .asking import Question

TOPICS, NEWEST = 6, 5
#: Alike of 100, from where a topic comes near.
NEAR = 60


def helpful(question: Question, topics: Collection) -> dict:
    """The topics nearest to the question, all of the menu where none is near, and the newest."""
    alike = {
        topic: fuzz.partial_ratio(
            question.text, f"{topic.title} {topic.description}", processor=utils.default_process
        )
        for topic in topics
    }
    near = sorted((topic for topic in topics if alike[topic] >= NEAR), key=alike.get, reverse=True)
    newest = ArticlePage.objects.published().newest().defer_streamfields()[:NEWEST]
    return {
        "near": near[:TOPICS],
        "topics": [topic for topic in topics if topic.show_in_menus],
        "newest": newest,
    }
