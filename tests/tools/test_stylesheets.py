"""The checker of style sheets finds what browsers pass over."""

import pytest

from tools.stylesheets import problems


def found(css: str) -> list[str]:
    return problems({"a.css": css})


@pytest.mark.parametrize(
    ("css", "message"),
    [
        ("a { colour: red }", "a.css:1: the property “colour” is not known"),
        ("a { color: red;\ncolor: blue }", "a.css:2: “color” is declared twice in one rule"),
        ("a {}", "a.css:1: the rule is empty"),
        ("a { color: }", "a.css:1: “color” has no value"),
        ("a { color: #12345 }", "a.css:1: “#12345” is no colour"),
        ("a { color red }", "a.css:1: EOF reached before {} block for a qualified rule."),
        ("@medai print { a { color: red } }", "a.css:1: @medai is not known"),
        ("@media print { a { colour: red } }", "a.css:1: the property “colour” is not known"),
        ("a { &:hover { colour: red } }", "a.css:1: the property “colour” is not known"),
        ("@font-face { color: red }", "a.css:1: the property “color” is not known"),
        (
            "a, b { top: 0 }\na,\nb { left: 0 }",
            "a.css:2: the selector “a, b” stands here a second time",
        ),
        ("a { color: var(--ink) }", "a.css:1: “--ink” is used and never defined"),
        (":root { --ink: #000 }", "a.css:1: “--ink” is defined and never used"),
    ],
)
def test_a_mistake_is_found_with_its_line(css, message):
    assert found(css) == [message]


@pytest.mark.parametrize(
    "css",
    [
        ":root { --ink: #000 } a { color: var(--ink, #123abc) }",
        "a { color: var(--w-color-text-label) }",
        "@layer base, print; @import url(base.css) layer(base);",
        "a { top: 0 } @media print { a { top: 1px } }",
        "a { -webkit-appearance: none; appearance: none }",
        "@keyframes turn { from { rotate: 0deg } to { rotate: 1turn } }",
    ],
)
def test_what_is_right_is_let_through(css):
    assert found(css) == []


def test_a_property_may_be_defined_in_one_sheet_and_used_in_another():
    assert problems({"a.css": ":root { --ink: #000 }", "b.css": "a { color: var(--ink) }"}) == []
