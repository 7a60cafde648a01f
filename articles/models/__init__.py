"""Topics, articles, their authors and pictures."""

from .article import ArticlePage
from .author import Author
from .base import SitePage
from .check_settings import CheckSettings
from .links import ArticleAuthor, ArticleTag, RelatedArticle
from .picture import UnreadablePicture
from .section_redirect import SectionRedirect
from .topic import TopicPage
from .writing import Writing

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "ArticleTag",
    "Author",
    "CheckSettings",
    "RelatedArticle",
    "SectionRedirect",
    "SitePage",
    "TopicPage",
    "UnreadablePicture",
    "Writing",
]
