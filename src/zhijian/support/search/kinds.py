"""Which kinds of things can be found, and which right shows them; declared by their capabilities."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of findable thing."""

    name: str
    label: str
    permission: str


DECLARED: dict[str, Kind] = {}


def declare(name: str, label: str, permission: str) -> None:
    """Declare a kind; found only by those who hold ``permission``, inside its scope."""
    DECLARED[name] = Kind(name, label, permission)
