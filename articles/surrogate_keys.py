"""The tags of lists: a page that shows a list goes out of date when the list gets another member."""

#: All articles and all authors, as lists.
ARTICLES, AUTHORS = "articles", "authors"


def articles_below(path: str) -> str:
    """The articles below the page of this path in the tree."""
    return f"articles:{path}"


def articles_tagged(tag_id: int) -> str:
    """The articles with a tag."""
    return f"tagged:{tag_id}"


def articles_by(author_id: int) -> str:
    """The articles by an author."""
    return f"by:{author_id}"


def neighbours_of(article_id: int) -> str:
    """The articles next to this one in its topic. Its page shows some of them."""
    return f"around:{article_id}"


def page(page_id: int) -> str:
    """One page. Wherever it is loaded, this tag comes by itself."""
    return f"page:{page_id}"
