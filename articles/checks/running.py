"""Runs the checks, and turns what they find into errors of the form."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from .catalogue import CHECKS
from .findings import Finding, Item, Level, Place
from .material import Material


def found(article: Material, levels: Mapping[str, str], only: Level | None = None) -> list[tuple]:
    """What the checks find, each with its level: first what stops, then what advises."""
    results = [
        (level, finding)
        for name, check in CHECKS.items()
        if (level := Level(levels[name])) != Level.OFF and (only is None or level == only)
        for finding in check.find(article)
    ]
    return sorted(results, key=lambda result: result[0] != Level.STOP)


def errors(findings: Iterable[Finding]) -> dict[str, ValidationError]:
    """The findings as errors of the form's fields, each at the part of a block that it is about."""
    by_field: dict[str, list[tuple[Place, str]]] = {}
    for finding in findings:
        field, *rest = finding.place
        by_field.setdefault(field, []).append((tuple(rest), str(finding.message)))
    return {field: _nested(entries) for field, entries in by_field.items()}


def _nested(entries: list[tuple[Place, str]]) -> ValidationError:
    here = [message for place, message in entries if not place]
    below: dict = {}
    for place, message in entries:
        if place:
            below.setdefault(place[0], []).append((place[1:], message))
    if not below:
        return ValidationError(here)
    if isinstance(next(iter(below)), Item):
        blocks = {step.index: _nested(inner) for step, inner in below.items()}
        return StreamBlockValidationError(blocks, non_block_errors=here)
    parts = {step: _nested(inner) for step, inner in below.items()}
    return StructBlockValidationError(parts, non_block_errors=here)
