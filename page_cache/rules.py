"""The rules by which addresses are kept. Settings are made of them, so this module needs none."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode


@dataclass(frozen=True)
class Rule:
    """The addresses that begin like this: whether their pages are kept, and by which parameters.

    Each parameter has a pattern. Another value, or another parameter, is not part of the key, and
    the page that is built does not see it.
    """

    begins: str
    parameters: dict[str, str] = field(default_factory=dict, hash=False)
    kept: bool = True

    def query(self, typed: str) -> str:
        """The query that the page knows, in one order."""
        known = {
            name: value
            for name, value in parse_qsl(typed, max_num_fields=50)
            if name in self.parameters and re.fullmatch(self.parameters[name], value)
        }
        return urlencode(sorted(known.items()))
