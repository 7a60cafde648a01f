"""All that is stored about an email address: to count, to hand over, to erase."""

from .erasure import erase, forget_learned, withdraw
from .export import export
from .person import Found, Person, found

__all__ = ["Found", "Person", "erase", "export", "forget_learned", "found", "withdraw"]
