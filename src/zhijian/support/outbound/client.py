"""The HTTP client: a registered place, resolved once and pinned, no redirects, bounded in time and size."""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from zhijian.kernel.errors import Unavailable
from zhijian.support.outbound.addresses import Destination, OutboundRefused, destination_of, may_call

TIMEOUT_S = 10.0
LARGEST_ANSWER = 1024 * 1024
CHUNK = 16 * 1024

Resolve = Callable[[str, int], list[str]]


class OutboundFailed(Unavailable):
    """The other system could not be asked, or did not answer as agreed; ``reason`` is stable."""

    code = "outbound.failed"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the other system said. body: at most the largest size asked for."""

    status: int
    content_type: str
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the order in which they should be tried."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def fetch(
    url: str,
    *,
    allowed: Iterable[Destination],
    method: Literal["GET", "POST"] = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
    largest: int = LARGEST_ANSWER,
    resolved_by: Resolve = resolve,
) -> Answer:
    """Ask one registered place once.

    timeout_s: for everything together, from connecting to the last byte.  largest: bytes of the answer.
    The name is resolved once, every address is checked, and the connection goes to the checked address; the
    certificate is checked against the name.  Proxy settings of the environment are not read.
    Raises OutboundRefused (nothing was sent), OutboundFailed (also for every status other than 2xx).
    """
    place, target = destination_of(url, allowed)
    connection = _Pinned(place, _address(place, resolved_by), timeout_s)
    try:
        connection.request(method, target, body=body, headers=_headers(headers, has_body=body is not None))
        with connection.getresponse() as response:
            return _answer(response, connection, largest)
    except (OSError, http.client.HTTPException) as error:
        reason = "too_slow" if connection.is_late else type(error).__name__
        raise OutboundFailed(f"暂时连不上 {place.host}，请稍后重试。", host=place.host, reason=reason) from error
    finally:
        connection.end()


def _headers(given: Mapping[str, str] | None, *, has_body: bool) -> dict[str, str]:
    fixed = {"Accept-Encoding": "identity", "User-Agent": "zhijian", "Connection": "close"}
    kind = {"Content-Type": "application/json"} if has_body else {}
    return kind | dict(given or {}) | fixed


def _address(place: Destination, resolved_by: Resolve) -> str:
    try:
        addresses = resolved_by(place.host, place.port)
    except OSError as error:
        raise OutboundFailed(f"找不到 {place.host} 的网络地址，请检查网络。", host=place.host, reason="dns") from error
    if not addresses or not all(may_call(address, is_private=place.is_private) for address in addresses):
        raise OutboundRefused("这个外部系统的名称指向内部网络地址，已拒绝。请联系安全管理员。", host=place.host)
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name resolves to meanwhile, cut when its time is over."""

    def __init__(self, place: Destination, address: str, timeout_s: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout_s)
        self._place, self._address = place, address
        self._wire: socket.socket | None = None
        self.is_late = False
        self._end = threading.Timer(timeout_s, self._cut)
        self._end.daemon = True

    def connect(self) -> None:
        """Connect to the pinned address; with TLS, check the certificate against the name."""
        self._end.start()
        self._wire = self.sock = socket.create_connection((self._address, self._place.port), self.timeout)
        if self._place.scheme == "https":
            self._wire = self.sock = _context().wrap_socket(self.sock, server_hostname=self._place.host)

    def _cut(self) -> None:
        self.is_late = True
        if self._wire is not None:
            with suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Stop the clock and close; ``close`` alone is also called by http.client, before the answer was read."""
        self._end.cancel()
        self.close()


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _answer(response: http.client.HTTPResponse, connection: _Pinned, largest: int) -> Answer:
    if not 200 <= response.status < 300:
        raise _failed(connection, "没有给出可用的回答，请稍后重试。", f"status_{response.status}")
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise _failed(connection, "的回答经过压缩，不符合约定。", "encoded")
    body = bytearray()
    while chunk := response.read1(CHUNK):
        body += chunk
        if len(body) > largest:
            raise _failed(connection, "的回答过长，已中止。", "too_long")
    if connection.is_late:
        raise _failed(connection, "回答太慢，已中止。", "too_slow")
    if response.length:
        raise _failed(connection, "的回答中途断开，请稍后重试。", "cut_short")
    return Answer(status=response.status, content_type=response.getheader("Content-Type", ""), body=bytes(body))


def _failed(connection: _Pinned, what: str, reason: str) -> OutboundFailed:
    return OutboundFailed(f"{connection.host} {what}", host=connection.host, reason=reason)
