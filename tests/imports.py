"""The project's own modules and what they import, read from their source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from .conftest import ROOT


@dataclass(frozen=True)
class Import:
    """One module imports another, at the top of the module or inside a function."""

    module: str
    imported: str
    line: int
    at_top: bool

    def __str__(self):
        return f"{self.module}:{self.line} imports {self.imported}"


def modules(package: str, folder: Path = ROOT) -> dict[str, Path]:
    """The modules of a package by dotted name, migrations apart."""
    found = {}
    for path in sorted((folder / package).rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if "migrations" not in parts:
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path
    return found


def imports(known: dict[str, Path]) -> Iterator[Import]:
    """Every import of one of these modules by another."""
    for name, path in known.items():
        tree = ast.parse(path.read_text())
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        at_top = set(tree.body)
        for node in ast.walk(tree):
            for imported in _named(node, package, known):
                if imported != name:
                    yield Import(name, imported, node.lineno, node in at_top)


def _named(node: ast.AST, package: str, known: dict[str, Path]) -> set[str]:
    """The known modules that a statement imports, or imports something from."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names} & known.keys()
    if not isinstance(node, ast.ImportFrom):
        return set()
    base = node.module or ""
    if node.level:
        parents = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*parents, *filter(None, [node.module])])
    names = {f"{base}.{alias.name}" for alias in node.names}
    submodules = names & known.keys()
    return submodules | ({base} & known.keys() if len(submodules) < len(names) else set())


def circle(found: list[Import]) -> list[str]:
    """The modules of one circle of imports; empty where there is none."""
    graph: dict[str, set[str]] = {}
    for one in found:
        graph.setdefault(one.module, set()).add(one.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []
