"""Which of the web processes this is: ``main`` has the others as children, which have a number each.

A process that is started in the place of one that ended has its number. So what each counts goes on where
its predecessor stopped, and there are never more files of numbers than places.
"""

MAIN = "main"
_place = MAIN


def take(place: str) -> None:
    global _place
    _place = place


def place() -> str:
    return _place
