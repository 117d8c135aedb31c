"""How many of the findable things hold a pair of characters, as the database counted when it last took stock."""

import time

from django.db import connection

KEPT_S = 600.0

_COUNTED = (
    "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats "
    "WHERE schemaname = current_schema() AND tablename = 'search_searchentry' AND attname = 'tokens'"
)


class _Shares(dict[str, float]):
    """Share of the rows by lexeme, of the commonest ones; read again from time to time."""

    read_at: float | None = None

    def renew(self) -> None:
        if self.read_at is not None and time.monotonic() - self.read_at < KEPT_S:
            return
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED)
            lexemes, shares = cursor.fetchone() or (None, None)
        self.clear()
        self.update(zip(lexemes or (), shares or (), strict=False))  # three more shares follow: least, most, without
        self.read_at = time.monotonic()


_shares = _Shares()


def forget() -> None:
    """Read the counts anew at the next question."""
    _shares.read_at = None


def share_of(lexemes: list[str]) -> float:
    """At most so large a share of all rows holds all of these; 0 when one of them is not among the common ones."""
    _shares.renew()
    return min((_shares.get(lexeme, 0.0) for lexeme in lexemes), default=0.0)


def share_beginning(start: str) -> float:
    """At least so large a share of all rows holds a lexeme that begins so."""
    _shares.renew()
    return max((share for lexeme, share in _shares.items() if lexeme.startswith(start)), default=0.0)
