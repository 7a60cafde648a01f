"""Reads the demo's files and turns them into the values that Wagtail's fields store."""

import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
LINK = re.compile(r'<a href="article:(?P<slug>[\w-]+)">')


def site() -> dict:
    """The publisher, the front page, the topics, the authors, the standing pages."""
    return _read(FOLDER / "site.toml")


def articles() -> dict[str, dict]:
    """The articles by slug, oldest first."""
    entries = {path.stem: _read(path) for path in (FOLDER / "articles").glob("*.toml")}
    return dict(sorted(entries.items(), key=lambda entry: entry[1]["published_on"]))


def comments() -> list[dict]:
    """The comments of all articles, each after the comment that it answers."""
    return _read(FOLDER / "comments.toml")["comments"]


def _read(path: Path) -> dict:
    with path.open("rb") as file:
        return tomllib.load(file)


def rich_text(text: str, page_ids: dict[str, int]) -> str:
    """HTML of paragraphs that empty lines separate, with links to articles as links to pages."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    html = "".join(
        part if part.startswith(("<p>", "<ul>", "<ol>", "<h3>")) else f"<p>{part}</p>"
        for part in parts
        if part
    )
    return line(html, page_ids)


def line(html: str, page_ids: dict[str, int]) -> str:
    """A single line, with links to articles as links to pages."""
    return LINK.sub(lambda link: f'<a linktype="page" id="{page_ids[link["slug"]]}">', html)


class Streams:
    """Builds the raw values of an article's streams."""

    def __init__(self, files, page_ids: dict[str, int]):
        self.files, self.page_ids = files, page_ids

    def sections(self, sections: list[dict]) -> list[dict]:
        return [
            {
                "type": "section",
                "value": {
                    "heading": section["heading"],
                    "anchor": "",
                    "content": [self.block(block) for block in section["content"]],
                },
            }
            for section in sections
        ]

    def questions(self, faq: list[dict]) -> list[dict]:
        return [
            {
                "type": "question",
                "value": {
                    "question": entry["question"],
                    "answer": rich_text(entry["answer"], self.page_ids),
                    "anchor": "",
                },
            }
            for entry in faq
        ]

    def sources(self, works: list[str]) -> list[dict]:
        return [
            {"type": "source", "value": f"<p>{line(work, self.page_ids)}</p>"} for work in works
        ]

    def block(self, data: dict) -> dict:
        """One block of a section, by its type."""
        return {"type": data["type"], "value": getattr(self, f"_{data['type']}")(data)}

    def _picture(self, name: str, alt: str) -> dict:
        return {"image": self.files.image(name, alt).pk, "alt_text": alt, "decorative": not alt}

    def _paragraph(self, data):
        return rich_text(data["text"], self.page_ids)

    def _term_list(self, data):
        return {"terms": [{"term": term, "explanation": text} for term, text in data["terms"]]}

    def _image(self, data):
        return {
            "image": self._picture(data["picture"], data["alt"]),
            "caption": data.get("caption", ""),
            "credit": data.get("credit", ""),
        }

    def _quote(self, data):
        return {key: data.get(key, "") for key in ("text", "source", "work")}

    def _key_fact(self, data):
        return {"figure": data["figure"], "text": data["text"]}

    def _table(self, data):
        return {
            "table": {
                "caption": data["caption"],
                "columns": [
                    {"type": kind, "heading": heading} for kind, heading in data["columns"]
                ],
                "rows": [{"values": row} for row in data["rows"]],
            },
            "note": data.get("note", ""),
        }

    def _timeline(self, data):
        return {
            "title": data.get("title", ""),
            "events": [{"date": date, "text": text} for date, text in data["events"]],
        }

    def _video(self, data):
        return {
            "title": data["title"],
            "file": self.files.document("videos", data["file"], data["title"]).pk
            if "file" in data
            else None,
            "address": data.get("address", ""),
            "poster": self.files.image(data["poster"]).pk if "poster" in data else None,
            "caption": data.get("caption", ""),
            "transcript": rich_text(data.get("transcript", ""), self.page_ids),
        }

    def _document(self, data):
        return {
            "document": self.files.document("documents", data["file"], data["title"]).pk,
            "title": data["title"],
            "description": data.get("description", ""),
        }
