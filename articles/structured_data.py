"""Descriptions of our pages for search engines: schema.org as JSON-LD.

Each public function takes a template's context and returns a dictionary, or None if the page has
nothing of the kind. A function that names the publisher also takes the site's settings.
https://schema.org/Article, /FAQPage, /BreadcrumbList, /Organization, /WebSite.
"""

import json

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from . import pictures, reading
from .navigation import absolute_url

#: Inside a script element these could end it or start a comment; as JSON escapes they cannot.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_json(data: dict) -> SafeString:
    """JSON that is safe inside a script element."""
    return mark_safe(  # noqa: S308 escaped by ESCAPES
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    )


def _absolute(context, address: str) -> str:
    return absolute_url(context.get("request"), address)


def _publisher(context, site) -> dict:
    return {
        "@type": "Organization",
        "@id": _absolute(context, "/") + "#publisher",
        "name": site.publisher_name,
        "url": _absolute(context, "/"),
        "logo": _logo(context, site),
    }


def _logo(context, site) -> str:
    logo = pictures.plain(site.logo, pictures.LOGO)
    return _absolute(context, logo.url if logo else context["default_logo"])


def organization(context, site) -> dict:
    """The publisher with all contact details, for the home page."""
    contact = {
        "@type": "ContactPoint",
        "contactType": "editorial office",
        "telephone": site.phone,
        "email": site.email,
    }
    data = {
        "@context": "https://schema.org",
        **_publisher(context, site),
        "slogan": site.tagline,
        "address": ", ".join(site.address.split("\n")).replace("\r", ""),
        "contactPoint": {key: value for key, value in contact.items() if value},
        "sameAs": [link.value["address"] for link in site.social_links],
    }
    return {key: value for key, value in data.items() if value}


def website(context, site) -> dict:
    """The site with its search, for the home page."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.publisher_name,
        "url": _absolute(context, "/"),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": _absolute(context, reverse("search")) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb_list(context, trail: list, title: str, address: str) -> dict | None:
    """The pages from the home page down to this one."""
    if not trail:
        return None
    request = context.get("request")
    steps = [(page.title, page.get_url(request)) for page in trail] + [(title, address)]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": _absolute(context, url or "/"),
            }
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def article(context, site) -> dict:
    """An article with its authors and publisher."""
    page = context["page"]
    address = _absolute(context, page.get_url(context.get("request")) or "/")
    image = pictures.plain(page.lead_image, pictures.SHARE, pictures.FIGURE)
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address,
        "headline": page.title[:110],
        "description": page.description,
        "mainEntityOfPage": address,
        "url": address,
        "datePublished": page.published_on.isoformat(),
        "dateModified": page.updated_on.isoformat(),
        "author": [_person(context, author) for author in page.authors],
        "publisher": _publisher(context, site),
        "keywords": [tag.name for tag in page.tag_list],
        "image": [_absolute(context, image.url)] if image else [],
        "timeRequired": f"PT{page.reading_minutes}M",
        "inLanguage": get_language(),
    }
    if page.reviewer:
        data["reviewedBy"] = _person(context, page.reviewer)
    return {key: value for key, value in data.items() if value}


def faq_page(context) -> dict | None:
    """The FAQ of an article, question by question."""
    page = context["page"]
    questions = [
        {
            "@type": "Question",
            "name": block.value["question"],
            "acceptedAnswer": {
                "@type": "Answer",
                "text": reading.plain(
                    block.value["answer"].source if block.value["answer"] else ""
                ),
            },
        }
        for block in page.faq
        if block.value["question"]
    ]
    if not questions:
        return None
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions}


def _person(context, author) -> dict:
    return {
        "@type": "Person",
        "name": author.name,
        "url": _absolute(context, author.get_absolute_url()),
    }
