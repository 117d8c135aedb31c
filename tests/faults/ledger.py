"""A client that keeps asking with the same request id until it has an answer, and writes down what was acknowledged."""

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from zhijian.support.identity.tests.factories import PASSWORD

GIVES_UP_AFTER_S = 120.0
CLUES = "/api/v1/enforcement/clues"


@dataclass
class Ledger:
    """Titles sent, and the uid with which each was acknowledged.

    allowed: clients pause before they send more than so many, so that no kill comes after the last write.
    """

    url: str
    username: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    repeated: int = 0
    allowed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sign_in(self) -> httpx.Client:
        """A session that survives whatever is killed."""
        client = httpx.Client(base_url=self.url, timeout=15)
        self._patiently(client, "GET", "/api/v1/identity/csrf", {}, "")
        given = {"username": self.username, "password": PASSWORD}
        self._patiently(client, "POST", "/api/v1/identity/sign-in", given, uuid4().hex)
        self._patiently(client, "GET", "/api/v1/identity/csrf", {}, "")
        return client

    def work(self, writes: int) -> None:
        """Register clues one after the other, each under an id of its own."""
        try:
            with closing(self.sign_in()) as client:
                for _ in range(writes):
                    self._register(client)
        except Exception as error:  # told at the end, by the test
            self.faults.append(repr(error))

    def _register(self, client: httpx.Client) -> None:
        title = f"线索 {uuid4()}"
        while not self._take_turn(title):
            time.sleep(0.005)
        answer = self._patiently(
            client, "POST", CLUES, {"source": "report", "title": title, "facts": "群众来信"}, uuid4().hex
        )
        with self._lock:
            self.acknowledged[title] = answer.json()["uid"]

    def _take_turn(self, title: str) -> bool:
        with self._lock:
            if len(self.sent) >= self.allowed:
                return False
            self.sent.add(title)
            return True

    def _patiently(
        self, client: httpx.Client, method: str, path: str, body: dict[str, str], key: str
    ) -> httpx.Response:
        """Ask again until it is answered with success. Raises AssertionError for a refusal, TimeoutError."""
        until = time.monotonic() + GIVES_UP_AFTER_S
        while time.monotonic() < until:
            headers = {"Idempotency-Key": key, "X-CSRFToken": client.cookies.get("csrftoken", "")}
            try:
                answer = client.request(method, path, json=body if method != "GET" else None, headers=headers)
            except httpx.TransportError:
                self.repeated += 1
            else:
                assert not 400 <= answer.status_code < 500, answer.text
                if answer.status_code < 300:
                    return answer
                self.repeated += 1
            time.sleep(0.05)
        raise TimeoutError(path)
