"""What stands in a planted article: about 900 words in every part that an article has."""

import random
import uuid
from dataclasses import dataclass

from articles.anchors import RESERVED, assign_anchors

from .vocabulary import SEED, Vocabulary

OPENINGS = [
    *["why did the"] * 6, *["why do", "why does the", "why is the"] * 2, "how did the",
    "how does a", "what is the", "what makes the", "when did the", "who was the",
]  # fmt: skip
LINKS = ["in the", "of the", "after the", "and the", "without a", "before", "during the", "to"]
SECTIONS, QUESTIONS = 8, 4
WORDS = 1_000  # more than an article takes


@dataclass
class Text:
    """An article's words, as they are stored."""

    title: str
    short_answer: str
    body: list
    conclusion: str
    faq: list
    sources: list
    #: The running words, without markup.
    plain: str


class Writer:
    """Writes article after article. The same number has the same words, but for its names."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary

    def article(self, number: int) -> Text:
        self.rng = random.Random(SEED * 1_000_003 + number)
        self.tokens = iter(self._tokens())
        self.plain: list[str] = []
        title = self.question()
        short_answer = f"<p>{self.sentences(40)}</p>"
        body = [self._section(place) for place in range(SECTIONS)]
        conclusion = f"<p>{self.sentences(45)}</p>"
        faq = [
            {"question": self.question(), "answer": f"<p>{self.sentences(22)}</p>"}
            for _ in range(QUESTIONS)
        ]
        taken = set(RESERVED)
        assign_anchors(body, "heading", "section", taken)
        assign_anchors(faq, "question", "question", taken)
        sources = [
            f"<p>{self.words(2).title()}, <i>{self.words(5).capitalize()}</i> ({1950 + place}).</p>"
            for place in range(2)
        ]
        return Text(
            title=title,
            short_answer=short_answer,
            body=[self._block("section", value) for value in body],
            conclusion=conclusion,
            faq=[self._block("question", value) for value in faq],
            sources=[self._block("source", value) for value in sources],
            plain=" ".join(self.plain),
        )

    def _tokens(self) -> list[str]:
        tokens = self.vocabulary.draw(self.rng, WORDS)
        for name in self.vocabulary.draw_names(self.rng):
            # Within the sections, which are most of what is used.
            tokens[100 + int(self.rng.random() * 500)] = name.capitalize()
        return tokens

    def words(self, count: int) -> str:
        """The next words of the running text."""
        return " ".join(next(self.tokens) for _ in range(count))

    def _said(self, text: str) -> str:
        self.plain.append(text)
        return text

    def sentences(self, count: int) -> str:
        """So many words, in sentences."""
        said = []
        while count > 0:
            length = min(count, 8 + int(self.rng.random() * 14))
            words = self.words(length)
            said.append(f"{words[0].upper()}{words[1:]}.")
            count -= length
        return self._said(" ".join(said))

    def question(self) -> str:
        """A question of six to ten words."""
        first, *more = self.vocabulary.draw_content(self.rng, 4)
        last = more[: 1 + int(self.rng.random() * 3)]
        words = [self.rng.choice(OPENINGS), first, self.rng.choice(LINKS), *last]
        if len(" ".join(words).split()) < 6:
            words.append(more[-1])
        asked = " ".join(words)
        return self._said(f"{asked[0].upper()}{asked[1:]}?")

    def _section(self, place: int) -> dict:
        heading = " ".join(self.vocabulary.draw_content(self.rng, 4)).capitalize()
        self.plain.append(heading)
        long, special = 88, []
        if place % 4 == 1:
            long, special = 45, [self._special()]
        paragraphs = f"<p>{self.sentences(long // 2)}</p><p>{self.sentences(long // 2)}</p>"
        content = [self._block("paragraph", paragraphs), *special]
        return {"heading": heading, "content": content, "anchor": ""}

    def _special(self) -> dict:
        """A term list, a quote, a table or a timeline."""
        match int(self.rng.random() * 4):
            case 0:
                entries = [
                    {"term": self._said(self.words(2)), "explanation": self.sentences(12)}
                    for _ in range(3)
                ]
                terms = [self._block("item", entry) for entry in entries]
                return self._block("term_list", {"terms": terms})
            case 1:
                source = {"source": self.words(2).title(), "work": self.words(4)}
                return self._block("quote", {"text": self.sentences(35)} | source)
            case 2:
                return self._block("table", {"table": self._table(), "note": self.words(6)})
            case _:
                entries = [
                    {"date": str(self._year()), "text": self.sentences(12)} for _ in range(3)
                ]
                events = [self._block("item", entry) for entry in entries]
                return self._block("timeline", {"title": self.words(3), "events": events})

    def _table(self) -> dict:
        return {
            "caption": self.words(4),
            "columns": [
                {"type": "text", "heading": self.words(1)},
                {"type": "number", "heading": self.words(2)},
            ],
            "rows": [{"values": [self.words(2), str(self._year())]} for _ in range(6)],
        }

    def _year(self) -> int:
        return 1400 + int(self.rng.random() * 620)

    def _block(self, kind: str, value) -> dict:
        made = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        return {"type": kind, "value": value, "id": made}
