"""The one small tree of errors that services raise and the HTTP edge turns into problem+json."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class DomainError(Exception):
    """Something the caller can understand and act on: a Chinese sentence, a stable code, and facts as fields."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class Invalid(DomainError):
    """What was given cannot be accepted as it is (422)."""

    code = "invalid"
    status = 422


@contextmanager
def in_field(field: str) -> Iterator[None]:
    """Tell by the fact ``field`` where what was given is wrong, so that a page can say so at the field."""
    try:
        yield
    except Invalid as error:
        error.facts.setdefault("field", field)
        raise


class NotSignedIn(DomainError):
    """Nobody is signed in, or the session has ended (401)."""

    code = "not_signed_in"
    status = 401


class NotAllowed(DomainError):
    """The actor may not do this (403)."""

    code = "not_allowed"
    status = 403


class NotFound(DomainError):
    """There is no such row inside the caller's scope (404)."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """The state of the row does not allow it now, or somebody changed it meanwhile (409)."""

    code = "conflict"
    status = 409


class TooMany(DomainError):
    """Tried too often; the fact ``retry_after_s`` says when to come back (429)."""

    code = "too_many"
    status = 429


class Unavailable(DomainError):
    """Something this needs is not there now (503)."""

    code = "unavailable"
    status = 503
