"""Texts as people type them: tidied, guarded against hidden characters, and cut into the lexemes that search uses."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from zhijian.kernel.errors import Invalid

INITIALS_MARK = "~"
"""Stands before lexemes of pinyin initials, so that ``~hdl`` is never taken for Latin text."""
PHONE_MARK = "#"
"""Stands before the last four digits of a telephone number."""
INITIALS_LENGTH = 3
"""Initials are kept in pieces of so many letters, which names share: a longer query asks for all of its pieces."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CHINESE_PUNCTUATION = "！（），：；？～"
_FULL_WIDTH_BUT_PUNCTUATION = {
    code: half for code, half in _FULL_WIDTH.items() if chr(code) not in _CHINESE_PUNCTUATION
}
_FULL_WIDTH_SEEN = re.compile("[\uff01-\uff5e\u3000]")
_NOT_IN_WORDS = re.compile(r"[\W_]+")
_HIDDEN_SET = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, but not tab, line feed, carriage return
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks and overrides of writing direction
    "\u200b\u2060\ufeff"  # zero-width space, word joiner, byte order mark
    "\ud800-\udfff"  # halves of surrogate pairs, which no UTF-8 can carry
)
_HIDDEN = re.compile(f"[{_HIDDEN_SET}]")
_UNTIDY = re.compile(rf"[\s{''.join(map(chr, _FULL_WIDTH_BUT_PUNCTUATION))}{_HIDDEN_SET}]")
# Words of company names in which the commonest reading of a character is the wrong one.
_WORD_INITIALS = {
    "重庆": "cq",
    "重阳": "cy",
    "厦门": "xm",
    "银行": "yh",
    "商行": "sh",
    "车行": "ch",
    "粮行": "lh",
    "洋行": "yh",
    "五金行": "wjh",
    "会计": "kj",
    "番禺": "py",
    "蚌埠": "bb",
    "调味": "tw",
    "调料": "tl",
    "调理": "tl",
    "空调": "kt",
    "西藏": "xz",
    "人参": "rs",
    "海参": "hs",
    "音乐": "yy",
    "乐器": "yq",
    "长沙": "cs",
    "长江": "cj",
    "长城": "cc",
    "长安": "ca",
    "长春": "cc",
    "长寿": "cs",
    "长兴": "cx",
    "长乐": "cl",
    "石斛": "sh",
    "单县": "sx",
}
_WORDS_TO_READ = re.compile("|".join(sorted(_WORD_INITIALS, key=len, reverse=True)))
_WORD_CHARACTERS = frozenset(word[0] for word in _WORD_INITIALS)
_EMPTY = frozenset({"", INITIALS_MARK, PHONE_MARK})


class TextInvalid(Invalid):
    """A text holds a character that cannot be seen and may mislead or break what reads it."""

    code = "kernel.text_invalid"


class HiddenCharacter(NamedTuple):
    """Where a hidden character stands: ``position`` from 1, and its name such as ``U+202E``."""

    position: int
    name: str


def to_half_width(text: str) -> str:
    """Full-width forms of ASCII and the ideographic space in half width; for codes and numbers."""
    return text.translate(_FULL_WIDTH)


def normalise(text: str) -> str:
    """A text for one line: half-width letters, digits and signs, single spaces, none at the ends.

    Chinese punctuation ！（），：；？～ stays as it is, and nothing else is folded: ㈱ and ² stay too.
    """
    if _FULL_WIDTH_SEEN.search(text):
        text = text.translate(_FULL_WIDTH_BUT_PUNCTUATION)
    return " ".join(text.split())


def is_tidy(text: str) -> bool:
    """Whether ``normalise`` would give the text itself, it holds no white space and nothing hidden."""
    return _UNTIDY.search(text) is None


def find_bidi_or_control(text: str) -> HiddenCharacter | None:
    """The first control, direction or zero-width character, or None; tabs and line ends are let through."""
    found = _HIDDEN.search(text)
    return HiddenCharacter(found.start() + 1, f"U+{ord(found.group()):04X}") if found else None


def refuse_hidden_characters(text: str) -> str:
    """The text itself; raises TextInvalid when ``find_bidi_or_control`` finds something."""
    hidden = find_bidi_or_control(text)
    if hidden:
        raise TextInvalid(
            f"第 {hidden.position} 个字符是看不见的控制字符（{hidden.name}），请删除后重新输入。",
            position=hidden.position,
            character=hidden.name,
        )
    return text


def visible_name(character: str) -> str:
    """A character as it can be shown in a message: itself, or ``U+200B`` when it cannot be seen."""
    seen = unicodedata.category(character)[0] in "LNPSM"
    return f"“{character}”" if seen else f"U+{ord(character):04X}"


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring letters, digits and characters, in order, lower case, repeats kept.

    White space parts words; punctuation is left out, so 南通（金沙）店 gives 通金.  A word of one character
    gives that character.  Give each word typed by a user to this, and ask for all of its pairs.
    """
    pairs: list[str] = []
    for word in normalise(text).lower().split():
        pairs.extend(_pairs(_NOT_IN_WORDS.sub("", word)))
    return pairs


def pinyin_initials(name: str) -> str:
    """First letters of the pinyin of a name, lower case, Latin letters and digits as they are: 金沙7号店 → js7hd.

    A character with several readings gives its commonest one, but for the words listed in this module.
    """
    word = _one_word(name)
    return _initials(word)


def initials_pieces(letters: str) -> list[str]:
    """Beginnings of lexemes that all stand in a name whose initials hold these letters: hdlq → ~hdl, ~dlq."""
    starts = range(max(1, len(letters) - INITIALS_LENGTH + 1))
    return [INITIALS_MARK + letters[start : start + INITIALS_LENGTH] for start in starts]


def search_tokens(name: str, codes: Iterable[str] = (), phones: Iterable[str] = ()) -> list[str]:
    """Lexemes under which a row is found, without repeats, for a tsvector.

    name: pairs of characters across spaces and punctuation, and the last character alone, so that ``店:*``
    finds every name with 店; ``~`` and the pinyin initials from each character on, at most three letters, so that
    ``~hdl:*`` finds them anywhere in the name.  codes: whole, lower case.  phones: ``#`` and the last four digits.
    """
    word = _one_word(name)
    initials = _initials(word)
    starts = range(max(1, len(initials) - 1))
    lexemes = dict.fromkeys(_pairs(word))
    lexemes[word[-1:]] = None
    lexemes.update(dict.fromkeys([INITIALS_MARK + initials[start : start + INITIALS_LENGTH] for start in starts]))
    lexemes.update(dict.fromkeys([_one_word(code) for code in codes]))
    lexemes.update(dict.fromkeys([_phone_tail(phone) for phone in phones]))
    for empty in _EMPTY:
        lexemes.pop(empty, None)
    return list(lexemes)


def _one_word(text: str) -> str:
    word = (text if text.isalnum() and text.isascii() else normalise(text)).lower()
    return word if word.isalnum() else _NOT_IN_WORDS.sub("", word)


def _pairs(word: str) -> list[str]:
    return [word] if len(word) == 1 else list(map("".join, pairwise(word)))


def _phone_tail(phone: str) -> str:
    tail = phone[-4:]
    if not (len(tail) == 4 and tail.isascii() and tail.isdigit()):
        tail = "".join([character for character in to_half_width(phone) if character in "0123456789"][-4:])
    return PHONE_MARK + tail


def _initials(word: str) -> str:
    if not _WORD_CHARACTERS.isdisjoint(word):
        word = _WORDS_TO_READ.sub(lambda found: _WORD_INITIALS[found.group()], word)
    return word.translate(_INITIALS)


class _Initials(dict[int, str]):
    """Code point to the first letter of its commonest reading, found once; without a reading it stands for nothing."""

    def __missing__(self, code: int) -> str:
        self[code] = _first_letter(chr(code))
        return self[code]


_INITIALS = _Initials()


def _first_letter(character: str) -> str:
    if character.isascii():
        return character
    from pypinyin import Style, lazy_pinyin  # its dictionaries take half a second to load

    letters = lazy_pinyin(character, style=Style.FIRST_LETTER, errors="ignore")
    return letters[0] if letters else ""
