"""A client that reads every answer to its end, streamed files too, so that none is left open behind a test."""

from typing import Any

from django.http import HttpResponse
from django.test import Client


class ReadingClient(Client):
    """Django's test client; a streamed answer keeps its bytes for whoever looks at them."""

    def request(self, **request: Any) -> HttpResponse:
        answer: Any = super().request(**request)
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]
        return answer  # type: ignore[no-any-return]


def reading(client: Client) -> ReadingClient:
    """The same person's client, reading to the end."""
    made = ReadingClient()
    made.cookies = client.cookies
    return made


def content_of(answer: HttpResponse) -> bytes:
    """The body of an answer of a ``ReadingClient``."""
    return b"".join(answer) if answer.streaming else answer.content
