"""``make bench-spam CORPUS=file.jsonl``: how well the learning filter tells spam, and its cost.

A line of the file is ``{"label": "spam" or "ham", "text": …}``, in order of time. The model learns
from the first half and judges the second. Then the time is split in ``SPLITS`` places: what the
filter promises there is compared with the next decisions. Without a file it is the small corpus of
the tests.
"""

import argparse
import json
import time
from pathlib import Path

from comments.spam.bayes import vector
from comments.spam.example import Example
from comments.spam.model import FEWEST, Model, TooFewDecisions
from comments.spam.record import FEWEST_TO_TRY, judge_unseen

from .scratch import ROOT, scratch_site

OWN = ROOT / "tests/comments/corpus.jsonl"
PRECISION, RECALL, SHARE = 0.985, 0.85, 0.1
STORED = 60
#: The places where the record is compared with the next so many decisions.
SPLITS, NEXT = 20, 150

Examples = list[tuple[Example, bool]]


def read(path: Path) -> Examples:
    """The examples in order of time; those of a file that is sorted by kind, evenly mixed."""
    lines = [json.loads(line) for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    if strange := {line["label"] for line in lines} - {"spam", "ham"}:
        raise SystemExit(f"Labels are spam and ham; {path} also has {sorted(strange)}.")
    examples = [(Example(line["text"]), line["label"] == "spam") for line in lines]
    changes = sum(one[1] != two[1] for one, two in zip(examples, examples[1:], strict=False))
    if changes > 4:
        return examples
    print("The file is sorted by kind, not by time: each kind is spread over the whole time.")
    placed = []
    for kind in (True, False):
        kept = [example for example in examples if example[1] is kind]
        placed += [((place + 0.5) / len(kept), example) for place, example in enumerate(kept)]
    placed.sort(key=lambda each: each[0])
    return [example for _, example in placed]


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


def places(spam: list[bool], ahead: int) -> list[int]:
    """The splits, evenly from the first with enough to learn from to the last with enough ahead."""
    numbers = {True: 0, False: 0}
    first = 0
    # The model of the record's first part learns from less than half.
    while first < len(spam) and min(numbers.values()) < 2 * FEWEST_TO_TRY:
        numbers[spam[first]] += 1
        first += 1
    last = len(spam) - ahead
    if last < first:
        return []
    return sorted({first + (last - first) * number // (SPLITS - 1) for number in range(SPLITS)})


def promises(examples: Examples) -> None:
    """Compares what the record promises at each split with what comes next."""
    vectors = [(vector(example), is_spam) for example, is_spam in examples]
    ahead = min(NEXT, len(examples) // 4)
    splits = places([is_spam for _, is_spam in examples], ahead)
    promised, shown, kept, held, right, spam = [], [], 0, 0, 0, 0
    for split in splits:
        record = judge_unseen(vectors[:split])
        model = Model.train(vectors[:split])
        coming = vectors[split : split + ahead]
        holds = [is_spam for each, is_spam in coming if model.score(each) >= model.threshold]
        share = 100 * sum(holds) / len(holds) if holds else 100.0
        promised.append(record.proven)
        shown.append(share)
        kept += record.proven <= share
        held, right = held + len(holds), right + sum(holds)
        spam += sum(is_spam for _, is_spam in coming)
    if not splits:
        print("There are too few for splits by time.")
        return
    print(
        f"{len(splits)} splits by time, {ahead} decisions after each: held {held:,}, "
        f"{held - right:,} wrongly; precision {right / (held or 1):.3f}, recall {right / (spam or 1):.3f}"
    )
    print("promised, of 100 held:", *promised)
    print("shown, of 100 held:   ", *(f"{share:.0f}" for share in shown))
    print(
        f"splits in which the record promised no more than came: {kept} of {len(splits)}, "
        f"bar all: {verdict(kept == len(splits))}"
    )


def main(path: Path) -> None:
    examples = read(path)
    middle = len(examples) // 2
    earlier, later = examples[:middle], examples[middle:]
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
    promises(examples)
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
