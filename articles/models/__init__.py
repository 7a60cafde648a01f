"""Topics, articles and their authors."""

from .article import ArticleAuthor, ArticlePage, ArticleTag, RelatedArticle
from .author import Author
from .base import SitePage
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
