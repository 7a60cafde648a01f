"""Help for a reader who found nothing: topics whose names were meant, or all, and the newest articles."""

from collections.abc import Collection

from rapidfuzz import fuzz

from articles.models import ArticlePage

from . import words
from .asking import Question

TOPICS, NEWEST = 6, 5
#: The similarity, of 100, from which a word is taken for another form or a misspelling of one in a
#: topic's name, and the letters that both need.
MIN_SIMILARITY, MIN_LETTERS = 75, 5


def help_for(question: Question, topics: Collection) -> dict:
    """The topics with a name like a word of the question, those of the menu, and the newest articles."""
    newest = ArticlePage.objects.published().newest().defer_streamfields()[:NEWEST]
    return {
        "near": [topic for topic in topics if _is_near(question, topic.title)][:TOPICS],
        "topics": [topic for topic in topics if topic.show_in_menus],
        "newest": newest,
    }


def _is_near(question: Question, title: str) -> bool:
    """Whether a word of the question nearly stands in the title: “historian” in “History”.

    Words that do stand in a topic have found the topic already. The first letter is seldom wrong, and
    words of four letters are like too many others.
    """
    return any(
        asked[0] == named[0] and fuzz.ratio(asked, named) >= MIN_SIMILARITY
        for asked in question.content_words
        for named in words.content_words(list(words.folded(title)))
        if min(len(asked), len(named)) >= MIN_LETTERS
    )
