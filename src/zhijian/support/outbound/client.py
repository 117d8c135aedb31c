"""The HTTP client: a registered place, resolved once and pinned, no redirects, bounded in time and size."""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
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
    deadline = time.monotonic() + timeout_s
    address = _address(place, resolved_by)
    connection = _Pinned(place, address, timeout_s)
    try:
        connection.request(method, target, body=body, headers=_headers(headers, has_body=body is not None))
        return _answer(connection, deadline, largest)
    except (OSError, http.client.HTTPException) as error:
        raise OutboundFailed(
            f"暂时连不上 {place.host}，请稍后重试。", host=place.host, reason=type(error).__name__
        ) from error
    finally:
        connection.close()


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
    """A connection to one address, whatever the name resolves to meanwhile."""

    def __init__(self, place: Destination, address: str, timeout_s: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout_s)
        self._place, self._address = place, address

    def connect(self) -> None:
        """Connect to the pinned address; with TLS, check the certificate against the name."""
        plain = socket.create_connection((self._address, self._place.port), self.timeout)
        self.sock = plain
        if self._place.scheme == "https":
            self.sock = _context().wrap_socket(plain, server_hostname=self._place.host)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _answer(connection: _Pinned, deadline: float, largest: int) -> Answer:
    response = connection.getresponse()
    host = connection.host
    if not 200 <= response.status < 300:
        raise OutboundFailed(
            f"{host} 没有给出可用的回答（{response.status}），请稍后重试。",
            host=host,
            reason=f"status_{response.status}",
        )
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise OutboundFailed(f"{host} 的回答经过压缩，不符合约定。", host=host, reason="encoded")
    body = bytearray()
    while chunk := response.read1(CHUNK):
        body += chunk
        if len(body) > largest:
            raise OutboundFailed(f"{host} 的回答过长，已中止。", host=host, reason="too_long")
        if time.monotonic() > deadline:
            raise OutboundFailed(f"{host} 回答太慢，已中止。", host=host, reason="too_slow")
        if connection.sock is not None:
            connection.sock.settimeout(max(0.05, deadline - time.monotonic()))
    return Answer(status=response.status, content_type=response.getheader("Content-Type", ""), body=bytes(body))
