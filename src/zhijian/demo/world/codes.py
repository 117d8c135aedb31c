"""Valid codes made quickly: 统一社会信用代码 of six million entities, each from its index.

``kernel.identifiers.make_uscc`` checks what it makes, which is right for one code and too slow for a province; a test
holds the two together.
"""

from functools import lru_cache
from itertools import product

from zhijian.kernel.identifiers.uscc import ALPHABET

_OUTER = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_INNER = (3, 7, 9, 10, 5, 8, 4, 2)
_TRIPLES = 31**3
NEW_BODIES = _TRIPLES * _TRIPLES
"""How many bodies ``MA......`` there are (entities registered since October 2015)."""
OLD_BODIES = 10**8
"""How many bodies of eight digits there are (organisation codes of before)."""

_Piece = tuple[str, int, int]


@lru_cache
def _pieces(alphabet: str, length: int, first: int) -> tuple[_Piece, ...]:
    """Every text of ``length`` letters that may stand at place ``first`` of the body: (text, outer sum, inner sum)."""
    outer, inner = _OUTER[8 + first : 8 + first + length], _INNER[first : first + length]
    return tuple(
        (
            "".join(letters),
            sum(ALPHABET.index(letter) * weight for letter, weight in zip(letters, outer, strict=True)),
            sum(int(letter, 36) * weight for letter, weight in zip(letters, inner, strict=True)),
        )
        for letters in product(alphabet, repeat=length)
    )


@lru_cache
def _prefix_sum(prefix8: str) -> int:
    return sum(ALPHABET.index(letter) * weight for letter, weight in zip(prefix8, _OUTER, strict=False))


_MA_OUTER = ALPHABET.index("M") * _OUTER[8] + ALPHABET.index("A") * _OUTER[9]
_MA_INNER = 22 * _INNER[0] + 10 * _INNER[1]


def new_code(prefix8: str, body: int) -> str:
    """The code with the body ``MA`` + six letters numbered ``body`` (0 <= body < NEW_BODIES)."""
    high, low = divmod(body, _TRIPLES)
    first, outer, inner = _pieces(ALPHABET, 3, 2)[high]
    second, more_outer, more_inner = _pieces(ALPHABET, 3, 5)[low]
    return _sealed(prefix8, (f"MA{first}{second}", _MA_OUTER + outer + more_outer, _MA_INNER + inner + more_inner))


def old_code(prefix8: str, body: int) -> str:
    """The code with a body of eight digits (0 <= body < OLD_BODIES)."""
    high, low = divmod(body, 10_000)
    first, outer, inner = _pieces("0123456789", 4, 0)[high]
    second, more_outer, more_inner = _pieces("0123456789", 4, 4)[low]
    return _sealed(prefix8, (first + second, outer + more_outer, inner + more_inner))


def _sealed(prefix8: str, body: _Piece) -> str:
    text, outer, inner = body
    ninth = "0123456789X"[-inner % 11]
    total = _prefix_sum(prefix8) + outer + ALPHABET.index(ninth) * _OUTER[16]
    return f"{prefix8}{text}{ninth}{ALPHABET[-total % 31]}"
