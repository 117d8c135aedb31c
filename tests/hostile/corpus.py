"""Texts that have broken other systems, by what they attack. Between the marks a text is seen to be whole."""

from collections.abc import Iterator

START, END = "始7", "7终"

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "{{constructor.constructor('alert(1)')()}}",
    "${7*7}#{7*7}<%= 7*7 %>{{7*7}}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "'-alert(1)-'",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
STATEMENTS = (
    "'; DROP TABLE registry_entity; --",
    "' OR '1'='1",
    "1); SELECT pg_sleep(10); --",
    "%' ESCAPE '!",
    "_%_%\\",
    "\\'; SELECT 1",
    "$$;SELECT 1;$$",
    '{"$gt": ""}',
    "*)(uid=*))(|(uid=*",
)
PATHS = (
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "file:///etc/passwd",
    "/dev/null",
    "CON.txt",
    "a/../b\n",
)
DIRECTIONS = (
    "admin\u202egnp.exe",
    "\u2066left\u2069\u2067right\u2069",
    "\u200f\u200e\u061c",
)
INVISIBLE = ("zero\u200bwidth", "join\u200d\u200cner", "\ufeffmark", "soft\u00adhyphen", "\u2060word", "\U000e0041tag")
CONTROLS = (
    "line\nfeed",
    "carriage\r\nreturn",
    "bell\a",
    "\x1b[31mred\x1b[0m",
    "\x7f",
    "\x85next",
    "\u2028line\u2029para",
)
HAN = ("𠮷野家𠀋", "𫟹鿿", "㐀㐁", "𰻝𰻝面", "⿰王囗", "咖啡☕店👨‍👩‍👧‍👦", "ｆｕｌｌ１２３", "Ａ．Ｂ", "ﷺ", "Z̴̡̛a̸l̷g̵o̶")
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "＝1+1", '=HYPERLINK("http://x","y")')
TEMPLATES = (
    '#import "x.typ"',
    "$sum_(i=1)^n$",
    "\\input{/etc/passwd}",
    "*粗* _斜_ `码` @ref <label>",
    "%s%n%x {0} %(a)s",
)
ODD = ("null", "None", "undefined", "NaN", "-1", "1e309", "0x1f", "true", "[]", "﻿", "…" * 20)

ALL = (*SCRIPTS, *STATEMENTS, *PATHS, *DIRECTIONS, *INVISIBLE, *CONTROLS, *HAN, *FORMULAS, *TEMPLATES, *ODD)

#: Each attack once, several in a text, for the suite that runs at every change.
FEW = (
    "<img src=x onerror=alert(1)>'; DROP TABLE a; --",
    "../../etc/passwd\u202egnp.exe\u200b",
    "\x1b[31m\r\n=cmd|' /C calc'!A0",
    '𠮷野家☕ｆｕｌｌ１２３{{7*7}}#import "x"',
)

#: Texts that PostgreSQL or UTF-8 cannot hold; they must be refused.
IMPOSSIBLE = ("nul\x00byte", "\x00", "half\ud800pair", "\udfff", "back\udc00\ud800wards")

LONG = "长" * 3_500_000  # 10 MB as UTF-8


def marked(texts: tuple[str, ...]) -> Iterator[str]:
    """Each text between the marks."""
    return (f"{START}{text}{END}" for text in texts)
