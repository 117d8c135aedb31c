"""Whether a call may go where it wants to: pure checks of a URL and of the addresses its name resolves to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Literal
from urllib.parse import urlsplit

from zhijian.kernel.errors import Invalid

_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TARGET = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")
_NAT64 = IPv6Network("64:ff9b::/96")


class OutboundRefused(Invalid):
    """The call would go where nothing is registered; it was not made."""

    code = "outbound.refused"


@dataclass(frozen=True, kw_only=True)
class Destination:
    """One registered place to call.

    host: a lower-case name, or an IPv4 address written in full.  is_private: the place is known to lie in an inner
    network (the security administrator registered it so); otherwise only public addresses are called.
    """

    scheme: Literal["http", "https"]
    host: str
    port: int
    is_private: bool = False


def destination_of(url: str, allowed: Iterable[Destination]) -> tuple[Destination, str]:
    """The registered place a URL means, and path with query. Raises OutboundRefused.

    Only the plainest spelling is read: no user part, no fragment, no escapes, spaces or control characters in the
    host; so that no two readers can see two different places in one URL.
    """
    if not url.isascii() or not url.isprintable() or any(character in url for character in "\\ #@"):
        raise _refused()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _refused() from error
    plain = host if port is None else f"{host}:{port}"
    if host is None or parts.netloc != plain or not _HOST.fullmatch(host):
        raise _refused()
    for place in allowed:
        if (parts.scheme, host, port or _default_port(parts.scheme)) == (place.scheme, place.host, place.port):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            if not _TARGET.fullmatch(target):
                raise _refused()
            return place, target
    raise _refused()


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _refused() -> OutboundRefused:
    return OutboundRefused("这个地址没有登记为可以访问的外部系统，已拒绝。请安全管理员登记后再试。")


def may_call(address: str, *, is_private: bool) -> bool:
    """Whether an address that a name resolved to may be called.

    Public ones may; loopback, link-local, private and reserved ones only for places registered as private; multicast,
    the unspecified address and cloud metadata (169.254.169.254) never.  IPv4 inside IPv6 counts as the IPv4 it is.
    """
    try:
        found = _plain(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if found.is_multicast or found.is_unspecified or str(found) in {"169.254.169.254", "255.255.255.255"}:
        return False
    return is_private or found.is_global


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
