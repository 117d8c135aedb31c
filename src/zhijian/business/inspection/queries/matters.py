"""Questions about the matters of inspection."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from zhijian.business.inspection.models import Matter
from zhijian.business.inspection.types.pools import MatterRecord
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.types import Actor


class MatterMissing(NotFound):
    """No such matter in force."""

    code = "inspection.matter_missing"


def to_matter(row: Matter) -> MatterRecord:
    """The record of a row."""
    return MatterRecord(
        uid=row.uid,
        code=row.code,
        name=row.name,
        is_key=row.is_key,
        classes=tuple(row.classes),
        form_code=row.form_code,
        basis=row.basis,
        is_published=row.is_published,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def in_force(today: date) -> Q:
    """The condition that a matter holds on a day."""
    return Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gt=today))


def matters(*, by: Actor, today: date) -> list[MatterRecord]:
    """Matters in force, by code; they are published anyway, so everyone in inspection sees all. Raises NotAllowed."""
    by.must("inspection.view")
    return [to_matter(row) for row in Matter.objects.filter(in_force(today)).order_by("code")]


def inspectable(uid: UUID, *, today: date) -> Matter:
    """The row of a matter that is published and in force, for services of this part. Raises MatterMissing.

    Source: 国办发〔2024〕54号, a matter that is not published cannot be inspected.
    """
    row = Matter.objects.filter(in_force(today), uid=uid, is_published=True).first()
    if row is None:
        raise MatterMissing("没有找到这个检查事项，未公布或者已停用的事项不能检查。")
    return row
