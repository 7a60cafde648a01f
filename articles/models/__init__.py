"""Topics, articles and their authors."""

from .article import ArticlePage
from .author import Author
from .base import SitePage
from .links import ArticleAuthor, ArticleTag, RelatedArticle
from .topic import TopicPage

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "ArticleTag",
    "Author",
    "RelatedArticle",
    "SitePage",
    "TopicPage",
]
