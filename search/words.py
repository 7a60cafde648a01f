"""Splits text into words and finds their stems, for the index, the queries and the marked words.

The database does none of this, so that SQLite and PostgreSQL find the same documents, and a page marks
exactly the words by which it was found.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

#: Goes up when words are found, folded or stemmed otherwise than before. The worker then reads every
#: page again (``search.rebuilding``).
VERSION = "2"

#: Every apostrophe, and what is typed in its place: typewriter’s, curly, reversed, grave, acute, prime,
#: full width, saltillo, Armenian, Hebrew (geresh, gershayim).
APOSTROPHES = "'`´‘’‛′＇ꞌ՚׳״"
#: Letters that are an apostrophe, as in Hawaiʻi, or only make a word longer (the Arabic tatweel).
LETTERS_FOR_MARKS = "ʹʻʼʽʾʿˈˊˋـ"
#: Characters within a word that nobody sees: soft hyphen, joiners and non-joiners.
JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"


#: The code points among which Unicode has its combining marks.
_CODES = (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))


def _marks() -> str:
    """The combining marks of all scripts, as a regular expression has them between brackets."""
    codes = {code for code in _CODES if unicodedata.category(chr(code))[0] == "M"}
    firsts = sorted(code for code in codes if code - 1 not in codes)
    lasts = sorted(code for code in codes if code + 1 not in codes)
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(firsts, lasts, strict=True))


#: Letters and digits with the marks that belong to them, and with apostrophes between them. The
#: look-ahead spares most words, which end before a plain space, the search among the marks.
WORD = re.compile(
    r"[^\W_]+(?:(?=[^\x00-&(-_a-\x7f])"
    rf"(?:[{_marks()}{JOINERS}]+[^\W_]*|[{APOSTROPHES}][^\W_]+))*"
)
#: A longer text is no word, and would only fill the index.
MAX_LENGTH = 60
#: Letters without a decomposition, with the letters that readers type in their place.
PLAIN_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h",
     "ŧ": "t", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y", "ɨ": "i", "ʉ": "u",
     "ɔ": "o", "ɛ": "e", "ƶ": "z", "ȷ": "j", "ĸ": "k", "ɩ": "i", "ʋ": "v", "ɣ": "g", "ⱥ": "a",
     "ɫ": "l", "ꝛ": "r", "ſ": "s", "ٱ": "ا"}
    | dict.fromkeys(LETTERS_FOR_MARKS)
)  # fmt: skip
_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # the stemmer stores the word that it works on

#: English words without a meaning of their own, folded.
STOP_WORDS = frozenset({
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "arent", "as", "at",
    "be", "because", "been", "before", "being", "but", "by", "can", "cant", "could", "couldnt",
    "did", "didnt", "do", "does", "doesnt", "doing", "dont", "during", "each", "ever", "few",
    "for", "from", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his",
    "how", "i", "if", "im", "in", "into", "is", "isnt", "it", "its", "itself", "just", "me",
    "more", "most", "my", "no", "not", "of", "off", "on", "once", "only", "or", "other", "our",
    "ours", "out", "over", "own", "same", "shall", "she", "should", "so", "some", "such", "than",
    "that", "thats", "the", "their", "theirs", "them", "then", "there", "these", "they", "this",
    "those", "to", "too", "under", "until", "up", "upon", "us", "very", "was", "wasnt", "we", "were",
    "werent", "what", "whats", "when", "where", "whether", "which", "while", "who", "whom",
    "whose", "why", "will", "with", "would", "wouldnt", "you", "your", "yours",
})  # fmt: skip


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """A word without capitals, marks and apostrophes: “Sôviet’s” becomes “soviets”."""
    if word.isascii() and word.isalnum():
        return word.lower()[:MAX_LENGTH]
    # The iota below a Greek letter is a mark, of which casefold would make a letter.
    word = unicodedata.normalize("NFD", word).replace("\u0345", "")
    # Letters with a stroke may have an accent too (ǿ, ǽ), so that this comes before they are replaced.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).translate(PLAIN_LETTERS)
    # Some compatibility forms decompose into capitals: “K” of the kelvin sign, “TEL” of ℡.
    decomposed = decomposed.casefold()
    return "".join(letter for letter in decomposed if letter.isalnum())[:MAX_LENGTH]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem that a folded word shares with its other forms: “freez” of “freezing” and “freezes”."""
    if not (word.isascii() and word.isalpha()):
        return word
    with _stemming:
        return _stemmer.stemWord(word)


def composed(text: str) -> str:
    """A text in which each letter and its accents are one character where Unicode has one."""
    return unicodedata.normalize("NFC", text)


def found_in(text: str) -> list[str]:
    """The words of a text as they are written, in order."""
    return WORD.findall(composed(text))


def folded(text: str) -> Iterator[str]:
    """The folded words of a text, in order."""
    return filter(None, map(fold, found_in(text)))


@lru_cache(maxsize=100_000)
def stem_of(written: str) -> str:
    """The stem of a word as it is written."""
    return stem(fold(written))


def stems(text: str) -> list[str]:
    """The stems of the words of a text, in order, as the index has them."""
    return list(filter(None, map(stem_of, found_in(text))))


def content_words(words: list[str]) -> list[str]:
    """The folded words without stop words, or all of them if there are only stop words."""
    return [word for word in words if word not in STOP_WORDS] or words
