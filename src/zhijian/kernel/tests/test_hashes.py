import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.hashes import Hasher, hmac_sha256, sha256_hex, sm3_hex


def test_sha256_agrees_with_fips_180() -> None:
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_agrees_with_the_examples_of_gbt_32905(data: bytes, digest: str) -> None:
    assert sm3_hex(data) == digest


def test_hmac_agrees_with_rfc_4231() -> None:
    digest = hmac_sha256(b"Jefe", b"what do ya want for nothing?")

    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


@given(chunks=st.lists(st.binary()))
def test_a_stream_has_the_digests_of_its_bytes(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)

    hasher = Hasher.over(chunks)

    assert hasher.size == len(whole)
    assert hasher.sha256_hex() == sha256_hex(whole)
    assert hasher.sm3_hex() == sm3_hex(whole)


def test_digests_may_be_read_before_the_stream_ends() -> None:
    hasher = Hasher.over([b"ab"])

    early = hasher.sm3_hex()
    hasher.update(b"c")

    assert early == sm3_hex(b"ab")
    assert hasher.sm3_hex() == sm3_hex(b"abc")
