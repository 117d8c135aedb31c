"""One spelling for one JSON value, so that its hash is the same in Python and in the browser.

UTF-8 without escapes that JSON does not need, no white space, keys in the order of their characters.  Keys must be
printable ASCII: there the order by code point (Python) and by UTF-16 unit (JavaScript) is one and the same.  Texts are
not folded: two spellings of é stay two values.  ``tests/canonical_vectors.json`` holds both sides to this.
"""

import json

LARGEST_INTEGER = 2**53 - 1
"""Number.MAX_SAFE_INTEGER; beyond it JavaScript no longer tells neighbours apart."""


def canonical_json(value: object) -> bytes:
    """The bytes of a value made of None, bool, int, str, list, tuple and dict.

    Raises TypeError for any other type (amounts and days travel as text), ValueError for an integer beyond
    ±(2^53 - 1), a key that is not printable ASCII, or half of a surrogate pair; the message says where.
    """
    _refuse_other_values(value, "$")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse_other_values(value: object, place: str) -> None:
    match value:
        case None | bool():
            return
        case str():
            _refuse_lone_surrogates(value, place)
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise ValueError(f"{place}: integer beyond ±(2^53 - 1)")
        case list() | tuple():
            for position, item in enumerate(value):
                _refuse_other_values(item, f"{place}[{position}]")
        case dict():
            for key, item in value.items():
                _refuse_other_keys(key, place)
                _refuse_other_values(item, f"{place}.{key}")
        case _:
            raise TypeError(f"{place}: {type(value).__name__} has no canonical form, give text or an integer")


def _refuse_other_keys(key: object, place: str) -> None:
    if not isinstance(key, str):
        raise TypeError(f"{place}: key of type {type(key).__name__}, keys are text")
    if not (key.isascii() and key.isprintable()):
        raise ValueError(f"{place}: key {key!a} is not printable ASCII")


def _refuse_lone_surrogates(text: str, place: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{place}: half of a surrogate pair") from None
