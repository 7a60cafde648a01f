"""Expressions that say what a document has to contain, for either database.

An expression is a tree of tuples: ``("word", stem)``, ``("title", stem)``, ``("phrase", stems)``,
``("run", stems)``, ``("facet", token)``, ``("and", …)``, ``("or", …)`` and
``("without", wanted, unwanted)``. Stems and facets are letters and digits alone, so no database can
take them for syntax.
"""

Expression = tuple


def word(stem: str) -> Expression:
    return ("word", stem)


def title(stem: str) -> Expression:
    return ("title", stem)


def phrase(stems: tuple[str, ...]) -> Expression:
    return ("phrase", stems) if len(stems) > 1 else word(stems[0])


def run(stems: tuple[str, ...]) -> Expression:
    """Words that stand together and are one of several forms of the same. Unlike a phrase, which is
    asked of every result, a run may stand below an "or".
    """
    return ("run", stems) if len(stems) > 1 else word(stems[0])


def facet(token: str) -> Expression:
    return ("facet", token)


def all_of(*expressions: Expression) -> Expression:
    return expressions[0] if len(expressions) == 1 else ("and", *expressions)


def any_of(*expressions: Expression) -> Expression:
    return expressions[0] if len(expressions) == 1 else ("or", *expressions)


def without(expression: Expression, *unwanted: Expression) -> Expression:
    return ("without", expression, any_of(*unwanted)) if unwanted else expression
