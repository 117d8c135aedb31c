"""Finding things by any two characters, pinyin initials, codes and phone tails, inside the caller's scope."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from zhijian.kernel.errors import Invalid
from zhijian.kernel.text import PHONE_MARK, bigrams, initials_pieces, normalise
from zhijian.support.identity.access import among, within
from zhijian.support.identity.types import Actor
from zhijian.support.search.frequency import share_beginning, share_of
from zhijian.support.search.kinds import DECLARED
from zhijian.support.search.models import SearchEntry

LONGEST = 60
LOOKED_AT = 4
"""So many times what was asked for is fetched and put in order."""
COMMON = 0.01
"""From this share of all rows on, walking through the rows until enough are found is quicker than the index, which
would first list every one of them."""


class SearchTooShort(Invalid):
    """Less than two characters were typed."""

    code = "search.too_short"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One hit."""

    kind: str
    kind_label: str
    subject: UUID
    title: str
    detail: str
    link: str


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def condition_of(text: str) -> str:
    """The tsquery of what was typed: all pairs of characters; or initials, a code, a phone tail. Raises SearchTooShort.

    Pure Latin input may be initials or (part of) a code, four digits may be a phone tail: either matches.
    """
    words = normalise(text)[:LONGEST].lower()
    bare = "".join(words.split())
    if len(bare) < 2:
        raise SearchTooShort("请至少输入两个字、拼音首字母或编号。")
    choices = [" & ".join(_quoted(pair) for pair in bigrams(words)) or _quoted(bare)]
    code = "".join(filter(str.isalnum, bare))
    if code and code != bare:
        # 文号 and 任务号 are kept without their hyphens and brackets: JC-2026-000249, 〔2026〕55号.
        choices.append(_quoted(code) + ":*")
    if bare.isascii() and bare.isalnum():
        choices.append(_quoted(bare) + ":*")
        if bare.isalpha():
            choices.append(" & ".join(f"{_quoted(piece)}:*" for piece in initials_pieces(bare)))
        if bare.isdigit() and len(bare) == 4:
            choices.append(_quoted(PHONE_MARK + bare))
    return " | ".join(f"({choice})" for choice in choices)


def _is_common(text: str) -> bool:
    """Whether so many things hold what was typed that the first of them are found by walking."""
    words = normalise(text)[:LONGEST].lower()
    bare = "".join(words.split())
    pieces = initials_pieces(bare) if bare.isascii() and bare.isalpha() else []
    initials = min(map(share_beginning, pieces), default=0.0)
    return max(share_of(bigrams(words)), initials) >= COMMON


_INDEXED = "tokens @@ %s::tsquery"
_WALKED = "(tokens @@ %s::tsquery) IS TRUE"
"""The same condition in a form that no index answers."""


def find(*, by: Actor, text: str, kinds: tuple[str, ...] = (), limit: int = 20) -> list[Found]:
    """The best hits of what was typed, shorter names first within a weight. Raises SearchTooShort."""
    asked = condition_of(text)
    is_common = _is_common(text)
    scope = among if is_common else within
    allowed = Q(pk__in=())
    for kind in DECLARED.values():
        if (not kinds or kind.name in kinds) and by.may(kind.permission):
            allowed |= Q(kind=kind.name) & scope(by, kind.permission)
    rows = (
        SearchEntry.objects.filter(allowed)
        .filter(RawSQL(_WALKED if is_common else _INDEXED, [asked], output_field=BooleanField()))  # noqa: S611 (constant)
        .values_list("kind", "subject", "title", "detail", "link", "weight")[: limit * LOOKED_AT]
    )
    best = sorted(rows, key=lambda row: (-row[5], len(row[2]), row[2], str(row[1])))[:limit]
    return [
        Found(
            kind=row[0],
            kind_label=DECLARED[row[0]].label,
            subject=row[1],
            title=row[2],
            detail=row[3],
            link=row[4],
        )
        for row in best
    ]
