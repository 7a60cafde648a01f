"""What every page costs, inside a scratch site: ``python -m bench.scale_pages``.

The addresses are those of the url configuration, each with examples of what it is about: the largest
topic and an article, the newest picture and so on. Prints a line of JSON for each page.
"""

import json
import re
import time

import django

#: Parameters that say by their name what they are about.
BY_NAME = {
    "page_id": "page", "parent_page_id": "page", "page_to_move_id": "page", "page_pk": "page",
    "image_id": "pictures.Picture", "document_id": "wagtaildocs.Document",
    "doc_id": "wagtaildocs.Document", "collection_id": "wagtailcore.Collection",
    "comment_id": "comments.ReaderComment", "decision_id": "comments.Decision",
    "redirect_id": "wagtailredirects.Redirect", "revision_id": "wagtailcore.Revision",
    "task_id": "wagtailcore.Task", "workflow_pk": "wagtailcore.Workflow",
}  # fmt: skip
#: Views whose ``pk`` belongs to a model that neither the namespace nor the name of a parameter tells.
BY_NAMESPACE = {
    "wagtailadmin_collections": "wagtailcore.Collection",
    "wagtailadmin_workflows": "wagtailcore.Workflow",
    "wagtailadmin_api:pages": "page",
    "wagtailadmin_api:images": "pictures.Picture",
    "wagtailadmin_api:documents": "wagtaildocs.Document",
    "wagtaildocs_chooser": "wagtaildocs.Document",
    "wagtailimages_chooser": "pictures.Picture",
    "wagtailsites": "wagtailcore.Site",
    "wagtailusers_users": "auth.User",
    "wagtailusers_groups": "auth.Group",
    "section_redirects": "articles.SectionRedirect",
    "synonyms": "search.SynonymGroup",
    "wagtailsearchpromotions": "wagtailsearchpromotions.Query",
}
FIXED = {
    "content_type_app_name": "articles", "content_type_model_name": "articlepage",
    "app_label": "articles", "model_name": "articlepage", "filter_spec": "max-165x165",
    "revision_id_a": "earliest", "revision_id_b": "latest", "action_name": "copy",
}  # fmt: skip
#: Pages with a query: what people look for, and the last pages of long lists.
QUERIES = {
    "search": ["q=why", "q=why+did+the", "q=zzzz", "q=why&page=10", "q=%22why+did%22"],
    "suggest": ["q=why", "q=wh", "q=why+did+the"],
    "authors": ["page=2"],
    "wagtailadmin_pages:search": ["q=why", "q=treaty", "q=zzzz"],
    "wagtailadmin_choose_page_search": ["q=why", "q=treaty"],
    "wagtailimages:index": ["q=picture", "q=4999", "p=100"],
    "wagtailimages_chooser:choose_results": ["q=picture", "q=4999"],
    "wagtaildocs_chooser:choose_results": ["q=sheet", "q=1999"],
    "wagtailsnippets_articles_author:list": ["q=writer", "q=busy", "p=5"],
    "wagtailsnippetchoosers_articles_author:choose_results": ["q=writer", "q=wr"],
    "wagtailadmin_tag_autocomplete": ["term=tag"],
    "wagtailadmin_explore": ["q=why", "p=100", "ordering=title", "ordering=ord"],
    "wagtailredirects:index": ["q=old", "p=100"],
    "search_report": ["days=7", "days=365", "days=365&export=csv"],
    "comments_queue": ["tab=held", "tab=spam", "tab=published", "q=treaty", "tab=published&p=50"],
    "comments_record": ["export=csv"],
    "comments_figures": ["days=365"],
    "django.contrib.sitemaps.views.sitemap": ["p=2"],
}
#: Answers with a stream of rows, which may be long.
STREAMS = "export=csv"
REPEATS = 3


def patterns(resolver, namespaces=()):
    """The full name, and the parameters, of each address."""
    from django.urls import URLResolver

    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from patterns(pattern, inner)
        elif pattern.name:
            yield ":".join((*namespaces, pattern.name)), list(pattern.pattern.regex.groupindex)


class Examples:
    """What addresses are about: examples that are there in a small site and in a large one."""

    def __init__(self):
        from django.apps import apps
        from django.db.models import Count

        from articles.models import ArticlePage, TopicPage

        self.get_model = apps.get_model
        topics = sorted(TopicPage.objects.all(), key=lambda topic: topic.get_children_count())
        article = ArticlePage.objects.annotate(n=Count("discussion__page")).order_by("-n", "-pk")[0]
        self.topic, self.page = topics[-1], article
        self.pages = {"topic": topics[-1].pk, "article": article.pk}

    def of(self, name: str, parameters: list[str]) -> dict[str, dict]:
        """The arguments of an address by the label of the example; empty where there is none."""
        if not parameters:
            return {"": {}}
        found: dict[str, dict] = {"": {}}
        for parameter in parameters:
            values = self.values(name, parameter)
            found = {
                f"{label} {more}".strip(): arguments | {parameter: value}
                for label, arguments in found.items()
                for more, value in values.items()
            }
        return found

    def values(self, name: str, parameter: str) -> dict[str, object]:
        if parameter in FIXED:
            return {"": FIXED[parameter]}
        if parameter == "destination_id":
            return {"": self.topic.get_parent().pk}
        if parameter == "section":
            return {"pages": "pages", "authors": "authors"}
        if parameter == "slug":
            return self.slug(name)
        if parameter == "path":
            return {"": f"{self.topic.slug}/"} if name in ("feed", "atom") else {}
        model = self.model(name, parameter)
        if model == "page":
            return dict(self.pages)
        row = model and self.get_model(model)._default_manager.order_by("-pk").first()
        return {"": row.pk} if row else {}

    def slug(self, name: str) -> dict[str, str]:
        from django.db.models import Count
        from taggit.models import Tag

        from articles.models import Author

        if name == "author":
            busiest = Author.objects.annotate(n=Count("article_authors")).order_by("-n")[0]
        else:
            busiest = Tag.objects.annotate(n=Count("articles_articletag_items")).order_by("-n")[0]
        return {"": busiest.slug}

    @staticmethod
    def model(name: str, parameter: str) -> str:
        if parameter in BY_NAME:
            return BY_NAME[parameter]
        if "task" in name and "wagtailadmin_workflows" in name:
            return "wagtailcore.Task"
        if found := re.match(r"wagtailsnippet(?:chooser)?s_([a-z]+)_([a-z]+):", name):
            return f"{found[1]}.{found[2]}"
        if name in ("comments_ban", "comments_commenter"):
            return "comments.Commenter"
        return BY_NAMESPACE.get(name.rpartition(":")[0], "")


def addresses() -> tuple[dict[str, str], list[str]]:
    """The addresses by name, and the names of those without an example."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    examples, found, without = Examples(), {}, []
    for name, parameters in dict(patterns(get_resolver())).items():
        if name == "wagtail_serve":
            continue
        cases = examples.of(name, parameters)
        if not cases:
            without.append(name)
        for label, arguments in cases.items():
            try:
                address = reverse(name, kwargs=arguments)
            except NoReverseMatch:
                without.append(name)
                continue
            found[f"{name} {label}".strip()] = address
            for query in QUERIES.get(name, ()):
                found[f"{name} {label}".strip() + f" ?{query}"] = f"{address}?{query}"
    home = examples.topic.get_parent()
    for label, page in (("home", home), ("topic", examples.topic), ("article", examples.page)):
        found[f"page {label}"] = page.get_url()
    last = -(-examples.topic.get_children_count() // 12)
    found["page topic, last"] = f"{examples.topic.get_url()}?page={last}"
    found["page, none"] = "/nowhere/at/all/"
    return found, sorted(set(without))


def cost(client, address: str) -> dict:
    """The status, bytes, queries, and milliseconds of CPU, of a page that was asked for before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from .cost import call_seconds

    def ask():
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer, len(body)

    answer, size = ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    number = len(queries)  # the next request empties the list
    slowest = max(queries.captured_queries, key=lambda query: float(query["time"]), default={})
    spent = min(call_seconds(ask) for _ in range(REPEATS)) * 1000
    return {
        "status": answer.status_code,
        "bytes": size,
        "queries": number,
        "ms": round(spent, 2),
        "slowest": f"{slowest.get('time', 0)} s {slowest.get('sql', '')[:300]}",
    }


def main() -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client(raise_request_exception=False)
    superuser = get_user_model().objects.filter(is_superuser=True, is_active=True).first()
    client.force_login(superuser)
    found, without = addresses()
    for name, address in found.items():
        if "logout" in name or "failwhale" in address:
            continue
        begun = time.perf_counter()
        line = {"name": name, "address": address, **cost(client, address)}
        line["wall"] = round(time.perf_counter() - begun, 2)
        print(json.dumps(line), flush=True)
    print(json.dumps({"without": without}), flush=True)


if __name__ == "__main__":
    django.setup()
    main()
