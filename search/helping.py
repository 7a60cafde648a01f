"""Help for a reader who found nothing: similar topics, and the newest articles."""

from collections.abc import Collection

from rapidfuzz import fuzz, utils

from articles.models import ArticlePage

from .asking import Question

TOPICS, NEWEST = 6, 5
#: The similarity, of 100, from which a topic is offered.
MIN_SIMILARITY = 60


def help_for(question: Question, topics: Collection) -> dict:
    """The topics most similar to the question, those of the menu, and the newest articles."""
    similarity = {
        topic: fuzz.partial_ratio(
            question.text, f"{topic.title} {topic.description}", processor=utils.default_process
        )
        for topic in topics
    }
    near = sorted(
        (topic for topic in topics if similarity[topic] >= MIN_SIMILARITY),
        key=similarity.get,
        reverse=True,
    )
    newest = ArticlePage.objects.published().newest().defer_streamfields()[:NEWEST]
    return {
        "near": near[:TOPICS],
        "topics": [topic for topic in topics if topic.show_in_menus],
        "newest": newest,
    }
