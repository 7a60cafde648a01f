"""Builds the demo site in the database, and leaves everything alone that is there already."""

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from django.core.files.base import File
from django.core.files.images import ImageFile
from django.utils.timezone import make_aware
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Site

from articles.models import ArticleAuthor, ArticlePage, Author, RelatedArticle, TopicPage
from home.models import FeaturedArticle, HomePage, SiteSettings, StandardPage

from . import content, discussions

#: Of every picture of the demo: ``demo/draw.py`` made them all.
CREDIT = "Drawn for this site."


class Files:
    """The demo's pictures and documents in Wagtail's libraries, in a collection of their own."""

    def __init__(self):
        self.collection = Collection.objects.filter(
            name="Demo"
        ).first() or Collection.get_first_root_node().add_child(name="Demo")

    def image(self, name: str, alt: str = ""):
        """The picture of this name. It is added if it is missing."""
        title = name.replace("-", " ").capitalize()
        return self._find_or_add(
            get_image_model(), title, content.FOLDER / "pictures" / f"{name}.png", ImageFile,
            description=alt[:255],
            credit=CREDIT,
        )  # fmt: skip

    def document(self, folder: str, name: str, title: str):
        """The document of this name. It is added if it is missing."""
        document = self._find_or_add(
            get_document_model(), title, content.FOLDER / folder / name, File
        )
        document.get_file_size()  # stores the size with the document, as the admin does on upload
        return document

    def _find_or_add(self, model, title: str, path: Path, wrap, **fields):
        existing = model.objects.filter(title=title, collection=self.collection).first()
        if existing:
            return existing
        with path.open("rb") as file:
            return model.objects.create(
                title=title, collection=self.collection, file=wrap(file, path.name), **fields
            )


def load(write: Callable[[str], None]) -> None:
    """Creates the parts of the demo that are missing."""
    files = Files()
    data = content.site()
    home = HomePage.objects.get()
    authors = {entry["slug"]: _author(entry, files) for entry in data["authors"]}
    topics = _topics(home, data["topics"])
    page_ids = _articles(topics, authors, files, write)
    discussions.load(page_ids, authors)
    _standing_pages(home, data["pages"], files, page_ids)
    _front(home, data["home"], page_ids)
    _settings(data["settings"], page_ids)


def _author(entry: dict, files: Files) -> Author:
    author, _ = Author.objects.get_or_create(
        slug=entry["slug"],
        defaults={
            "name": entry["name"],
            "role": entry["role"],
            "biography": content.rich_text(entry["biography"], {}),
            "portrait": files.image(entry["portrait"], entry["name"])
            if "portrait" in entry
            else None,
        },
    )
    return author


def _topics(home: HomePage, entries: list[dict]) -> dict[str, TopicPage]:
    topics = {}
    for entry in entries:
        above, _, slug = entry["slug"].rpartition("/")
        parent = topics[above] if above else home
        topic = TopicPage.objects.child_of(parent).filter(slug=slug).first()
        if topic is None:
            topic = parent.add_child(
                instance=TopicPage(
                    title=entry["title"],
                    slug=slug,
                    introduction=content.rich_text(entry["introduction"], {}),
                    show_in_menus=True,
                )
            )
            topic.save_revision().publish()
        topics[entry["slug"]] = topic
    return topics


def _articles(topics, authors, files, write) -> dict[str, int]:
    """Creates the articles as drafts first, so that each can link to any other."""
    entries = content.articles()
    pages, missing = {}, []
    for slug, entry in entries.items():
        topic = topics[entry["topic"]]
        page = ArticlePage.objects.child_of(topic).filter(slug=slug).first()
        if page is None:
            page = topic.add_child(
                instance=ArticlePage(title=entry["title"], slug=slug, live=False)
            )
            missing.append(slug)
        pages[slug] = page
    page_ids = {slug: page.pk for slug, page in pages.items()}
    streams = content.Streams(files, page_ids)
    for number, slug in enumerate(missing, 1):
        entry = entries[slug]
        write(f"    {number:2} of {len(missing)}  {entry['title']}")
        _fill(pages[slug], entry, authors, files, streams)
    return page_ids


def _fill(page: ArticlePage, entry: dict, authors, files: Files, streams) -> None:
    page_ids = streams.page_ids
    lead = entry["lead_picture"]
    page.short_answer = content.rich_text(entry["short_answer"], page_ids)
    page.search_description = entry.get("search_description", "")
    page.lead_image = files.image(lead["picture"], lead["alt"])
    page.lead_image_alt = lead["alt"]
    page.lead_image_caption = lead.get("caption", "")
    page.lead_image_credit = lead.get("credit", "")
    page.body = streams.sections(entry["sections"])
    page.conclusion = content.rich_text(entry["conclusion"], page_ids)
    page.faq = streams.questions(entry["faq"])
    page.sources = streams.sources(entry["sources"])
    page.published_on = entry["published_on"]
    page.reviewed_on = entry.get("reviewed_on")
    page.reviewer = authors[entry["reviewer"]] if "reviewer" in entry else None
    page.article_authors = [ArticleAuthor(author=authors[slug]) for slug in entry["authors"]]
    page.related_articles = [
        RelatedArticle(article_id=page_ids[slug]) for slug in entry.get("related", [])
    ]
    page.tags.add(*entry["tags"])
    page.first_published_at = make_aware(datetime.combine(entry["published_on"], time(8)))
    page.full_clean()
    page.save_revision().publish()


def _standing_pages(home: HomePage, entries: list[dict], files: Files, page_ids) -> None:
    streams = content.Streams(files, page_ids)
    for entry in entries:
        page = StandardPage.objects.child_of(home).filter(slug=entry["slug"]).first()
        if page is None:
            page = home.add_child(
                instance=StandardPage(
                    title=entry["title"],
                    slug=entry["slug"],
                    introduction=content.rich_text(entry["introduction"], page_ids),
                    body=streams.sections(entry["sections"]),
                    lists_stored_data=entry.get("lists_stored_data", False),
                )
            )
            page.save_revision().publish()
        page_ids[entry["slug"]] = page.pk


def _front(home: HomePage, entry: dict, page_ids) -> None:
    """Fills the home page unless an editor has written on it."""
    if home.introduction or home.featured.exists():
        return
    home.headline = entry["headline"]
    home.introduction = content.rich_text(entry["introduction"], page_ids)
    home.featured = [FeaturedArticle(article_id=page_ids[slug]) for slug in entry["featured"]]
    home.save_revision().publish()


def _settings(entry: dict, page_ids) -> None:
    """Fills the site's settings unless an editor has changed them."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    if settings.address or settings.whatsapp_number:
        return
    for name, value in entry.items():
        if name == "footer_links":
            settings.footer_links = [
                {"type": "link", "value": {"page": page_ids[slug], "address": "", "label": ""}}
                for slug in value
            ]
        elif name == "call_to_action_text":
            settings.call_to_action_text = content.rich_text(value, page_ids)
        else:
            setattr(settings, name, value)
    settings.save()
