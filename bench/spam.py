"""``make bench-spam CORPUS=file.jsonl``: how well the learning filter tells spam, and its cost.

A line of the file is ``{"label": "spam" or "ham", "text": …}``, in order of time. The model learns
from the first half and judges the second. Without a file it is the small corpus of the tests.
"""

import argparse
import json
import time
from pathlib import Path

from comments.spam.example import Example
from comments.spam.model import FEWEST, Model, TooFewDecisions

from .scratch import ROOT, scratch_site

OWN = ROOT / "tests/comments/corpus.jsonl"
PRECISION, RECALL, SHARE = 0.98, 0.85, 0.1
STORED = 60

Examples = list[tuple[Example, bool]]


def read(path: Path) -> Examples:
    lines = [json.loads(line) for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    if strange := {line["label"] for line in lines} - {"spam", "ham"}:
        raise SystemExit(f"Labels are spam and ham; {path} also has {sorted(strange)}.")
    return [(Example(line["text"]), line["label"] == "spam") for line in lines]


def halves(examples: Examples) -> tuple[Examples, Examples]:
    """The earlier and the later half; of a file sorted by kind, those of each kind."""
    changes = sum(one[1] != two[1] for one, two in zip(examples, examples[1:], strict=False))
    if changes > 4:
        middle = len(examples) // 2
        return examples[:middle], examples[middle:]
    print("The file is sorted by kind, not by time: each kind is halved by itself.")
    earlier, later = [], []
    for kind in (True, False):
        kept = [example for example in examples if example[1] is kind]
        earlier += kept[: len(kept) // 2]
        later += kept[len(kept) // 2 :]
    return earlier, later


def recall_at(precision: float, scores: list[float], spam: list[bool]) -> float:
    """The most that any threshold finds while it is right that often."""
    ranked = sorted(zip(scores, spam, strict=True), reverse=True)
    found, best = 0, 0
    for number, (score, is_spam) in enumerate(ranked, 1):
        found += is_spam
        last_of_equals = number == len(ranked) or ranked[number][0] < score
        if last_of_equals and found >= precision * number:
            best = found
    return best / sum(spam)


def area(scores: list[float], spam: list[bool]) -> float:
    """AUC: how often a random piece of spam scores higher than a random good comment."""
    bad = [score for score, is_spam in zip(scores, spam, strict=True) if is_spam]
    good = [score for score, is_spam in zip(scores, spam, strict=True) if not is_spam]
    wins = sum((one > two) + (one == two) / 2 for one in bad for two in good)
    return wins / (len(bad) * len(good))


def verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def main(path: Path) -> None:
    examples = read(path)
    earlier, later = halves(examples)
    spam = [is_spam for _, is_spam in later]
    print(
        f"{path.name}: learns from {len(earlier):,} ({sum(kind for _, kind in earlier):,} spam), "
        f"judges {len(later):,} ({sum(spam):,} spam)"
    )
    known = {example for example, _ in earlier}
    print(f"Of those judged, {sum(one in known for one, _ in later):,} are copies of one learned")
    begun = time.process_time()
    try:
        model = Model.train(earlier)
    except TooFewDecisions as few:
        print(f"That is too little to learn from: in the first half {few}.")
        return
    trained = time.process_time() - begun
    if not 0 < sum(spam) < len(spam):
        print("The second half has not both kinds: nothing is to be measured in it.")
        return
    begun = time.process_time()
    scores = [model.score(example) for example, _ in later]
    judging = (time.process_time() - begun) * 1000 / len(later)
    held = [score >= model.threshold for score in scores]
    right = sum(one and two for one, two in zip(held, spam, strict=True))
    precision, recall = right / (sum(held) or 1), right / sum(spam)
    print(f"held {sum(held):,}, {sum(held) - right:,} wrongly; missed {sum(spam) - right:,}")
    print(f"AUC {area(scores, spam):.4f}")
    print(f"best recall at precision {PRECISION}: {recall_at(PRECISION, scores, spam):.3f}")
    print(f"training: {trained:.2f} s CPU; the model stored: {len(model.dumps()) / 1024:,.0f} KiB")
    with scratch_site() as site:
        storing = site.ask("store", STORED)["ms"]
    share = judging / storing
    print(
        f"judging a comment: {judging:.2f} ms CPU, storing one: {storing:.1f} ms; "
        f"ratio {share:.3f}, bar {SHARE}: {verdict(share < SHARE)}"
    )
    print(f"precision {precision:.3f}, bar {PRECISION}: {verdict(precision >= PRECISION)}")
    print(f"recall {recall:.3f}, bar {RECALL}: {verdict(recall >= RECALL)}")
    print(
        f"precision {precision:.3f}  recall {recall:.3f}  "
        f"(threshold {model.threshold:.2f}, {len(later):,} judged)"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, epilog=f"At least {FEWEST} of each kind.")
    parser.add_argument("corpus", nargs="?", type=Path, default=OWN)
    main(parser.parse_args().corpus)
