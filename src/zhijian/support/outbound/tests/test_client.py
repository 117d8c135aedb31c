"""The client against a stub on this machine: pinned, bounded, without redirects."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from zhijian.support.outbound import Destination, OutboundFailed, OutboundRefused, fetch


class Stub(BaseHTTPRequestHandler):
    """Answers by path and remembers what it was asked."""

    asked: ClassVar[list[tuple[str, str, bytes]]] = []
    release: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        self.asked.append((self.path, self.headers["Host"], self.rfile.read(size)))
        match self.path:
            case "/redirect":
                self._say(302, b"", Location="/fine")
            case "/large":
                self._say(200, b"x" * 5000)
            case "/packed":
                self._say(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})
            case "/slow":
                self.send_response(200)
                self.end_headers()
                while not self.release.wait(0.05):
                    self.wfile.write(b".")
            case "/short":
                self._say(200, b"half", **{"Content-Length": "8"})
                self.close_connection = True
            case "/missing":
                self._say(404, b"no")
            case _:
                self._say(200, b'{"ok":true}')

    def do_POST(self) -> None:
        self.do_GET()

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def stub() -> Iterator[int]:
    """A running stub; gives its port."""
    Stub.asked.clear()
    Stub.release.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        Stub.release.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def port() -> Iterator[int]:
    with stub() as found:
        yield found


def here(port: int, *, is_private: bool = True) -> Destination:
    return Destination(scheme="http", host="gateway.example", port=port, is_private=is_private)


def ask(port: int, path: str, **more: object) -> bytes:
    return fetch(
        f"http://gateway.example:{port}{path}",
        allowed=(here(port),),
        resolved_by=lambda host, number: ["127.0.0.1"],
        **more,  # type: ignore[arg-type]
    ).body


def test_an_answer_comes_from_the_pinned_address_under_the_asked_name(port: int) -> None:
    assert ask(port, "/fine", method="POST", body=b"{}") == b'{"ok":true}'

    assert Stub.asked == [("/fine", f"gateway.example:{port}", b"{}")]


def test_a_name_is_resolved_once_so_a_changing_name_server_cannot_move_the_call(port: int) -> None:
    answers = iter([["127.0.0.1"], ["10.9.9.9"]])

    fetch(
        f"http://gateway.example:{port}/fine",
        allowed=(here(port),),
        resolved_by=lambda host, number: next(answers),
    )

    assert len(Stub.asked) == 1
    assert next(answers) == ["10.9.9.9"]


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["10.0.0.1"], []])
def test_a_public_place_that_resolves_inwards_is_not_called(port: int, addresses: list[str]) -> None:
    with pytest.raises(OutboundRefused):
        fetch(
            f"http://gateway.example:{port}/fine",
            allowed=(here(port, is_private=False),),
            resolved_by=lambda host, number: addresses,
        )

    assert Stub.asked == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/redirect", "status_302"),
        ("/missing", "status_404"),
        ("/packed", "encoded"),
        ("/large", "too_long"),
        ("/short", "cut_short"),
    ],
)
def test_what_was_not_agreed_is_a_failure(port: int, path: str, reason: str) -> None:
    with pytest.raises(OutboundFailed) as failure:
        ask(port, path, largest=1000)

    assert failure.value.facts["reason"] == reason
    assert [asked[0] for asked in Stub.asked] == [path]


def test_a_drip_of_bytes_ends_with_the_whole_time_allowed(port: int) -> None:
    with pytest.raises(OutboundFailed) as failure:
        ask(port, "/slow", timeout_s=0.4)

    assert failure.value.facts["reason"] == "too_slow"


def test_nobody_listening_is_told_in_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(OutboundFailed, match="暂时连不上"):
        ask(port, "/fine", timeout_s=1)


def test_a_name_that_does_not_exist_is_told_in_one_sentence() -> None:
    def unknown(host: str, number: int) -> list[str]:
        raise socket.gaierror(-2, "unknown")

    with pytest.raises(OutboundFailed, match="找不到") as failure:
        fetch(
            "https://api.drand.sh/public/1",
            allowed=(Destination(scheme="https", host="api.drand.sh", port=443),),
            resolved_by=unknown,
        )

    assert failure.value.facts["reason"] == "dns"


def test_tls_is_spoken_to_https_places_and_a_stranger_without_a_certificate_is_refused(port: int) -> None:
    place = Destination(scheme="https", host="gateway.example", port=port, is_private=True)

    with pytest.raises(OutboundFailed) as failure:
        fetch(
            f"https://gateway.example:{port}/fine",
            allowed=(place,),
            resolved_by=lambda host, number: ["127.0.0.1"],
        )

    assert "SSL" in str(failure.value.facts["reason"])
    assert Stub.asked == []
