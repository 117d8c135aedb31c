"""Making things findable."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from zhijian.kernel.text import search_tokens


def vector(tokens: Iterable[str]) -> str:
    """A tsvector literal of lexemes, without positions; the database puts them in order and drops repeats."""
    kept = [token for token in tokens if token]
    text = "' '".join(kept)
    if "\\" in text or text.count("'") != 2 * (len(kept) - 1):
        text = "' '".join([token.replace("\\", "\\\\").replace("'", "''") for token in kept])
    return f"'{text}'" if kept else ""


def put(
    *,
    kind: str,
    subject: UUID,
    organisation: int,
    title: str,
    detail: str,
    link: str,
    name: str,
    codes: Iterable[str] = (),
    phones: Iterable[str] = (),
    weight: int = 0,
) -> None:
    """Make one thing findable by its name (any two characters, pinyin initials), codes and phone tails.

    organisation: id of the organisation whose scope it is in.  Replaces what was there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_searchentry (kind, subject, organisation_id, title, detail, link, weight, tokens) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s::tsvector) ON CONFLICT (kind, subject) DO UPDATE SET "
            "organisation_id = excluded.organisation_id, title = excluded.title, detail = excluded.detail, "
            "link = excluded.link, weight = excluded.weight, tokens = excluded.tokens",
            [
                kind,
                subject,
                organisation,
                title[:200],
                detail[:300],
                link,
                weight,
                vector(search_tokens(name, list(codes), list(phones))),
            ],
        )


def remove(*, kind: str, subject: UUID) -> None:
    """Make a thing unfindable."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchentry WHERE kind = %s AND subject = %s", [kind, subject])
