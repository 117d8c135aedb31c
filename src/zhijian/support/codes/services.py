"""Loading and replacing code lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhijian.kernel.errors import Invalid
from zhijian.support.codes.models import Code, CodeTable
from zhijian.support.identity.types import Actor


class CodesInvalid(Invalid):
    """A code list contradicts itself; ``lines`` says where."""

    code = "codes.invalid"


@dataclass(frozen=True, kw_only=True)
class CodeRow:
    """One code to load."""

    code: str
    name: str
    parent: str = ""
    level: int = 1
    note: str = ""


@transaction.atomic
def load_table(
    *, table: str, name: str, standard: str, rows: Iterable[CodeRow], valid_from: date, by: Actor
) -> dict[str, int]:
    """Bring a list to the given rows from a day on: new codes open, missing ones end, changed ones get a version.

    Gives counts {added, ended, changed, same}. Raises CodesInvalid (doubles, unknown parents), NotAllowed.
    """
    by.must("codes.manage")
    wanted = _checked(list(rows))
    place, _ = CodeTable.objects.update_or_create(code=table, defaults={"name": name, "standard": standard})
    held = {row.code: row for row in Code.objects.filter(table=place, valid_to__isnull=True)}
    fresh = [row for code, row in wanted.items() if code not in held]
    changed = [row for code, row in wanted.items() if code in held and _differs(held[code], row)]
    ended = [code for code in held if code not in wanted]
    gone = [held[code].pk for code in ended] + [held[row.code].pk for row in changed]
    Code.objects.filter(pk__in=gone, valid_from__lt=valid_from).update(valid_to=valid_from)
    Code.objects.filter(pk__in=gone, valid_to__isnull=True).delete()  # opened the same day: corrected, not history
    Code.objects.bulk_create(
        Code(
            table=place,
            code=row.code,
            name=row.name,
            parent=row.parent,
            level=row.level,
            note=row.note,
            valid_from=valid_from,
        )
        for row in [*fresh, *changed]
    )
    return {
        "added": len(fresh),
        "ended": len(ended),
        "changed": len(changed),
        "same": len(wanted) - len(fresh) - len(changed),
    }


def _checked(rows: list[CodeRow]) -> dict[str, CodeRow]:
    wanted = {row.code: row for row in rows}
    if len(wanted) < len(rows):
        seen: set[str] = set()
        doubles = sorted({row.code for row in rows if row.code in seen or seen.add(row.code)})  # type: ignore[func-returns-value]
        raise CodesInvalid(f"代码重复：{'、'.join(doubles[:10])}。", codes=doubles[:100])
    orphans = sorted(row.code for row in rows if row.parent and row.parent not in wanted)
    if orphans:
        raise CodesInvalid(f"找不到上级代码：{'、'.join(orphans[:10])}。", codes=orphans[:100])
    return wanted


def _differs(held: Code, row: CodeRow) -> bool:
    return (held.name, held.parent, held.level, held.note) != (row.name, row.parent, row.level, row.note)
