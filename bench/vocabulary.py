"""Words for a large library: as frequent as words are, and the same in every run.

The most common English words stand at the head, so stop words occur as they do in English. Made-up
ones follow, with the endings of English, and of their forms some share a stem. The word of rank r
occurs in proportion to 1/r (Zipf's law); fixed expressions occur as one word; names are rare.
"""

import random
from itertools import accumulate, cycle

SEED = 1941
WORDS, EXPRESSIONS = 60_000, 400
#: A name for so many articles. Each article has NAMES_EACH, so a name stands in about twelve.
ARTICLES_PER_NAME, NAMES_EACH = 6, 2

#: Words of grammar, and words with a meaning of their own, each by how often they occur.
HEAD = """
the of and to in a is that was for it as with on be by at from this had not are but which or have an
were they one their has been more there when who will all so no would what if can its into than only
other some could these two may then do first any did

time people year years world war state water government country number power history way life part
city day law work land century great system new army king family question place right children name
church house school form end east west north south president party common point line money letter
second general power early river story nature body light old long answer reason cause change union
trade order side force small large empire heart language late study head group hand region
food young blood book evidence public ship ships town industry science air moon sun earth sea island
road border treaty peace battle soldiers market price bank labour court rule religion prince queen
emperor colony coast mountain forest field harvest farmer winter summer spring month hour night
morning calendar clock machine engine steam iron gold silver copper stone glass paper print press
letters word words sentence grammar alphabet number proof theory method measure weight heat cold ice
fire energy matter atom cell plant animal bird fish horse dog mind brain sleep dream memory pain
disease doctor medicine hospital virus bread salt sugar coffee tea wine oil coal railway bridge canal
harbour wall tower temple palace garden street village capital council senate vote election
minister crisis revolt revolution alliance invasion siege victory defeat retreat fleet tank weapon
prisoner refugee guard slave servant worker teacher student writer painter music theatre
museum archive map route journey voyage discovery star planet orbit gravity wave sound colour eye ear
"""
GRAMMAR, CONTENT = (part.split() for part in HEAD.split("\n\n"))

ONSETS, VOWELS, CODAS, ENDINGS = map(
    str.split,
    (
        "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sl sp st str t "
        "th tr v w",
        "a a a e e e i i o o u ai ea ee ou",
        "l n r s t m d nd rt st ck ss ng x",
        "s ed ing er ers ion ions ment ly al ous ness able",
    ),
)
CODAS += [""] * 3
CONSONANTS = "bcdfghjklmnpqrstvwxz"


class Made:
    """Makes words that were not there before."""

    def __init__(self, rng: random.Random, taken: set[str]):
        self.rng, self.taken, self.stems = rng, taken, []

    def stem(self, shortest: int, longest: int, end: str = "") -> str:
        """A new word of so many syllables."""
        choice = self.rng.choice
        while True:
            syllables = range(self.rng.randint(shortest, longest))
            stem = "".join(choice(ONSETS) + choice(VOWELS) for _ in syllables)
            stem += end or choice(CODAS)
            if stem not in self.taken and len(stem) > 2:
                self.taken.add(stem)
                return stem

    def word(self, shortest: int, longest: int) -> str:
        """A new word, or another form of an earlier one."""
        while self.stems and self.rng.random() < 0.4:
            word = self.rng.choice(self.stems) + self.rng.choice(ENDINGS)
            if word not in self.taken:
                self.taken.add(word)
                return word
        self.stems.append(self.stem(shortest, longest))
        return self.stems[-1]


class Vocabulary:
    """The words of a library of so many articles. A larger library has more names."""

    def __init__(self, articles: int):
        rng = random.Random(SEED)
        head = list(dict.fromkeys(GRAMMAR + CONTENT))
        made = Made(rng, set(head))
        self.words = head + [
            made.word(*((1, 2) if rank < 1_500 else (2, 2) if rank < 10_000 else (2, 3)))
            for rank in range(len(head), WORDS)
        ]
        # By their rank among all words: what has no meaning of its own stands in no expression.
        self.expressions = list(
            dict.fromkeys(
                " ".join(self.words[rng.randrange(len(GRAMMAR), 5_000)] for _ in range(length))
                for _, length in zip(range(EXPRESSIONS), cycle((2, 2, 3)), strict=False)
            )
        )
        # Half can be said. No other word ends in a v, so none is a form of another.
        self.nonsense = [
            made.stem(3, 4, end="v")
            if number % 2
            else "".join(rng.choice(CONSONANTS) for _ in range(rng.randint(5, 9)))
            for number in range(20)
        ]
        self.names = [made.stem(3, 3) for _ in range(max(20, articles // ARTICLES_PER_NAME))]
        weights = [1 / rank for rank in range(1, WORDS + 1)]
        seldom = [1 / (400 + 10 * rank) for rank in range(len(self.expressions))]
        self._all = self.words + self.expressions
        self._all_weights = list(accumulate(weights + seldom))
        self._content = self.words[len(GRAMMAR) :]
        self._content_weights = list(accumulate(weights[len(GRAMMAR) :]))

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """So many words of running text, as often as they occur."""
        return rng.choices(self._all, cum_weights=self._all_weights, k=count)

    def draw_content(self, rng: random.Random, count: int) -> list[str]:
        """So many words with a meaning of their own, as often as they occur."""
        return rng.choices(self._content, cum_weights=self._content_weights, k=count)

    def draw_names(self, rng: random.Random) -> list[str]:
        """The names that an article mentions."""
        # random() rather than choice(): the same draws follow in a library of another size.
        return [self.names[int(rng.random() * len(self.names))] for _ in range(NAMES_EACH)]

    def ranked(self, first: int, last: int, count: int = 20) -> list[str]:
        """Words evenly from between two ranks."""
        return self.words[first : last : (last - first) // count][:count]
