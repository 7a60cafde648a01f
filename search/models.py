"""The search's tables: documents that can be found, words of the site, synonyms, and queries of readers.

The database's own full-text index beside these tables has the words of the documents
(``search.engines``).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Kind(models.TextChoices):
    """The kind of thing that a document is about."""

    ARTICLE = "article", _("Article")
    TOPIC = "topic", _("Topic")
    AUTHOR = "author", _("Author")
    PAGE = "page", _("Page")


class Document(models.Model):
    """A public page or an author that readers may find, with its text in parts.

    The id has the date in it, so the full-text index hands out the newest first. Only
    ``search.indexing`` writes here, because the index has to follow.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Without constraints of the database: the index needs the old text after a page is deleted.
    page = models.ForeignKey(
        Page, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    author = models.ForeignKey(
        "articles.Author",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    title = models.TextField()
    date = models.DateField()
    #: The tokens to narrow results by, for instance “topic3 year2024 author5 tag7”.
    facets = models.TextField()
    #: A list of ``search.parts.Part``, each as a list.
    parts = models.JSONField()
    #: The stems of its words in four columns, exactly as the full-text index got them.
    stems = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page"], name="one_document_a_page"),
            models.UniqueConstraint(fields=["author"], name="one_document_an_author"),
        ]

    def __str__(self):
        return self.title


class Word(models.Model):
    """A word of the site, folded, with the number of documents and of titles that have it."""

    word = models.CharField(max_length=60, primary_key=True)
    #: The word as the first document spelled it, with its accents.
    spelling = models.CharField(max_length=60)
    stem = models.CharField(max_length=60, db_index=True)
    # The database adds and subtracts in any order, so a count may be below zero for a moment.
    document_count = models.IntegerField()
    title_count = models.IntegerField()

    def __str__(self):
        return self.spelling


class SynonymGroup(models.Model):
    """Words that mean the same. A query with one of them finds pages with any of them."""

    words = models.CharField(
        _("words that mean the same"),
        max_length=500,
        help_text=_(
            "Separate them by commas: WWII, WW2, World War II, Second World War. A search for one of "
            "them also finds pages that have another. Capital letters, accents and endings do not "
            "matter; British and American spellings are known already."
        ),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("list of words that mean the same")
        verbose_name_plural = _("lists of words that mean the same")
        ordering = ["words"]

    def __str__(self):
        return self.words


class DailyQuery(models.Model):
    """A query, and how often readers searched for it on a day. No row tells who they were."""

    query = models.CharField(max_length=200)
    day = models.DateField()
    searches = models.PositiveIntegerField(default=0)
    #: How many results the last of these searches had.
    result_count = models.PositiveIntegerField(default=0)
    #: How often readers pressed the button that asks the editors for an answer.
    answer_requests = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("what readers search for")  # as the settings of groups name its permission
        verbose_name_plural = _("searches")
        constraints = [models.UniqueConstraint(fields=["query", "day"], name="query_once_a_day")]
        indexes = [models.Index(fields=["day"], name="daily_query_day")]

    def __str__(self):
        return self.query


class ClickedResult(models.Model):
    """A result that readers opened after a search, with the number of clicks."""

    daily_query = models.ForeignKey(
        DailyQuery, on_delete=models.CASCADE, related_name="clicked_results"
    )
    #: ``page:7`` or ``author:7``.
    result = models.CharField(max_length=40)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["daily_query", "result"], name="result_once_a_query")
        ]

    def __str__(self):
        return f"{self.daily_query}: {self.result}"
