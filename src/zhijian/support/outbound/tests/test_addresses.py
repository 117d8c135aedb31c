"""Which URLs are called and which are not, whatever their spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.support.outbound.addresses import Destination, OutboundRefused, destination_of, may_call

DRAND = Destination(scheme="https", host="api.drand.sh", port=443)
GATEWAY = Destination(scheme="http", host="10.1.2.3", port=8080, is_private=True)
ALLOWED = (DRAND, GATEWAY)


@pytest.mark.parametrize(
    ("url", "place", "target"),
    [
        ("https://api.drand.sh/public/1000", DRAND, "/public/1000"),
        ("https://api.drand.sh:443/public/1000?x=1", DRAND, "/public/1000?x=1"),
        ("https://api.drand.sh", DRAND, "/"),
        ("http://10.1.2.3:8080/sms/send", GATEWAY, "/sms/send"),
    ],
)
def test_a_registered_place_is_found(url: str, place: Destination, target: str) -> None:
    assert destination_of(url, ALLOWED) == (place, target)


HOSTILE = [
    "",
    "api.drand.sh/public/1",
    "//api.drand.sh/public/1",
    "http://api.drand.sh/public/1",
    "https://api.drand.sh:8443/public/1",
    "https://api.drand.sh:99999/",
    "https://api.drand.sh:/",
    "https://api.drand.sh:0443/",
    "ftp://api.drand.sh/",
    "file:///etc/passwd",
    "gopher://api.drand.sh:443/",
    "https://user@api.drand.sh/",
    "https://user:secret@api.drand.sh/",
    "https://api.drand.sh@evil.example/",
    "https://evil.example#@api.drand.sh/",
    "https://evil.example\\@api.drand.sh/",
    "https://api.drand.sh\\.evil.example/",
    "https://api.drand.sh.evil.example/",
    "https://evil.example/api.drand.sh",
    "https://evil.example?api.drand.sh",
    "https://api.drand.sh./",
    "https://api%2Edrand.sh/",
    "https://api.drand.sh%00.evil.example/",
    "https://api.drand.sh /",
    "https://api.drand.sh/\r\nHost: evil.example",
    "https://api.drand.sh/a b",
    "https://api.drand.sh/\t",
    "https://ａｐｉ.drand.sh/",
    "https://api。drand。sh/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "http://127.0.0.1:8080/",
    "http://localhost:8080/",
    "http://0x0a010203:8080/",
    "http://0x0a.1.2.3:8080/",
    "http://012.1.2.3:8080/",
    "http://167838211:8080/",
    "http://10.1.515:8080/",
    "http://10.1.2.3:8081/",
    "https://10.1.2.3:8080/",
    "http://10.1.2.3.:8080/",
    "http://169.254.169.254/latest/meta-data",
    "javascript:alert(1)",
    "data:text/plain,x",
    "https:///public/1",
    "https:api.drand.sh/public/1",
    "https://api.drand.sh/public#fragment",
    "https://api.drand.sh/<script>",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_every_other_spelling_is_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        destination_of(url, ALLOWED)


@given(st.text(max_size=60))
def test_a_text_either_means_a_registered_place_or_is_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://{text}@api.drand.sh/", f"https://api.drand.sh{text}"):
        try:
            place, target = destination_of(url, ALLOWED)
        except OutboundRefused:
            continue
        assert place in ALLOWED
        assert target.startswith("/")
        assert target.isascii()
        assert "\n" not in target
        assert "\r" not in target


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1:248:1893:25c8:1946", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("fd00::1", False, True),
        ("fe80::1%eth0", False, True),
        ("169.254.1.1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("::ffff:127.0.0.1", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("not-an-address", False, False),
    ],
)
def test_inner_addresses_are_called_only_where_registered_as_private(address: str, public: bool, private: bool) -> None:
    assert may_call(address, is_private=False) is public
    assert may_call(address, is_private=True) is private
