"""Patterns and alphabets by which the learning filter takes a comment apart."""

import re

TLDS = (
    "com|net|org|info|biz|ru|io|co|me|ly|to|gl|gg|tv|uk|de|fr|nl|pl|it|es|eu|us|cn|vn|ua|br|xyz|"
    "top|site|online|shop|club|app|dev|pro|cc|ws|su|tk|ml|ga|cf|link|live|vip|icu|fun|store|ltd"
)
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{3,}"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{TLDS})(?![\w-])(?:/[^\s<>\"']*)?",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[^\s@<>()\"',:;]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,4})")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
#: Chinese and Japanese.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
#: c.a.s.i.n.o and f r e e
SPACED = re.compile(r"(?<![^\W_])[^\W\d_]([ .\-_*·|])[^\W\d_](?:\1[^\W\d_]){2,18}(?![^\W_])")
#: v1agra and c@sino: a figure or a sign among letters.
LEET_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}(?:[013457@$!|€][^\W\d_]{1,40})+")
LEET = str.maketrans("013457@$!|€", "oieastasiie")
HIDDEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]"
)
MONEY = re.compile(r"[$€£¥₽₹₫₿]\s?\d|\d\s?[$€£¥₽₹₫₿]")
PHONE = re.compile(r"(?<!\w)\+?\d(?:[ ().-]?\d){8,14}(?!\w)")
DIGITS = re.compile(r"\d")
#: Emoji and other signs one by one, and signs in a row; not the usual marks of a sentence.
SIGNS = re.compile(r"([!?.*=~_+$#>-])\1|[^\w\s!-~…–—’“”«»„]|[$#@+%*=<>|~^]")
EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
MARKUP = re.compile(r"\[url|<a\s|\]\(http", re.IGNORECASE)
ROW = re.compile(r"([!?$.*=~_-])\1{2}|([^\W\d_])\2{3}")
#: Letters that have no accent to strip: small capitals, and others of a foreign look.
FANCY = "ƒɑɡɩᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢᴦᴧᴨᴩ"
ODD = str.maketrans(f"{FANCY}ıłøđħŧ", "fagiabcdefghijklmnoprstuvwyzглпрilodht")
#: Letters of a Cyrillic word that were taken from the Latin alphabet, and what they stand for.
CYRILLIC = str.maketrans("abcehikmnoprstuxyz", "авсенікмпоргстихуз")
EUROPEAN = {"LATIN", "CYRILLIC", "GREEK"}
