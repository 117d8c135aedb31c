"""Questions about forms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhijian.kernel.errors import NotFound
from zhijian.support.forms.models import FormVersion
from zhijian.support.forms.rules import FormState


class FormMissing(NotFound):
    """No such form."""

    code = "forms.missing"


@dataclass(frozen=True, kw_only=True)
class FormRecord:
    """One version of a form; ``definition`` is inspect-form/1."""

    code: str
    version: int
    title: str
    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    hash: str
    state: str
    state_label: str
    created_at: datetime
    published_at: datetime | None
    retired_at: datetime | None
    definition: dict[str, Any]


def to_record(row: FormVersion) -> FormRecord:
    """The record of a row."""
    return FormRecord(
        code=row.code,
        version=row.version,
        title=row.title,
        classes=tuple(row.classes),
        kinds=tuple(row.kinds),
        hash=row.hash,
        state=row.state,
        state_label=FormState(row.state).label,
        created_at=row.created_at,
        published_at=row.published_at,
        retired_at=row.retired_at,
        definition=row.definition,
    )


def form(*, code: str, version: int | None = None) -> FormRecord:
    """The published version of a form, or the one asked for. Raises FormMissing."""
    rows = FormVersion.objects.filter(code=code)
    rows = rows.filter(version=version) if version else rows.filter(state=FormState.PUBLISHED)
    row = rows.first()
    if row is None:
        raise FormMissing(f"没有找到已发布的检查表 {code}。", form=code)
    return to_record(row)


def forms(*, classes: Collection[str] = (), with_all_versions: bool = False) -> list[FormRecord]:
    """Published forms for any of the classes (all when none are named), by code; drafts and old ones on demand."""
    rows = FormVersion.objects.order_by("code", "-version")
    if not with_all_versions:
        rows = rows.filter(state=FormState.PUBLISHED)
    if classes:
        rows = rows.filter(classes__overlap=list(classes))
    return [to_record(row) for row in rows]


def by_hash(hashes: Collection[str]) -> dict[str, FormRecord]:
    """Published or retired versions by hash: an old task keeps its form."""
    rows = FormVersion.objects.filter(hash__in=list(hashes)).exclude(state=FormState.DRAFT)
    return {row.hash: to_record(row) for row in rows}
