"""Keeping officers away from entities (回避)."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhijian.business.inspection.access import pools as access
from zhijian.business.inspection.models import Avoidance, Task
from zhijian.business.inspection.queries.pools import to_avoidance
from zhijian.business.inspection.rules.acts import CHANGEABLE
from zhijian.business.inspection.services import assignments, todos
from zhijian.business.inspection.services.draw_checks import caller
from zhijian.business.inspection.types.pools import AvoidanceRecord
from zhijian.data.registry.access import EntityMissing
from zhijian.data.registry.models import Entity
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict, Invalid, NotFound
from zhijian.support.identity import queries as identity
from zhijian.support.identity.access import within
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor


class AvoidanceHeld(Conflict):
    """The same person already keeps away from the same entity."""

    code = "inspection.avoidance_held"


class AvoidanceOver(Invalid):
    """An avoidance that ends today or before would never hold."""

    code = "inspection.avoidance_over"


class PersonMissing(NotFound):
    """No such person inside the caller's scope."""

    code = "inspection.person_missing"


@transaction.atomic
def declare_avoidance(
    *, person: UUID, entity: UUID, reason: str, valid_to: date | None, by: Actor, at: datetime
) -> AvoidanceRecord:
    """Keep a person away from an entity from today until ``valid_to`` (first day without the bar; None: open end).

    Officers declare their own without further right (行政处罚法 2021 第四十三条 asks them to); for others it takes
    ``inspection.pools``. Theirs may be any entity that a task sends them to. Open tasks that already send this person
    there go to those who may change them.

    Raises NotAllowed, PersonMissing, EntityMissing, AvoidanceHeld, AvoidanceOver.
    """
    if by.uid != person:
        by.must("inspection.pools")
    else:
        by.must("inspection.view")
    today = business_date(at)
    if valid_to is not None and valid_to <= today:
        raise AvoidanceOver("回避的结束日应晚于今天。", field="valid_to")
    officer = Person.objects.filter(uid=person).first()
    subject = Entity.objects.filter(_entities(person, by), uid=entity).first()
    if officer is None or (by.uid != person and identity.unseen([person], by=by)):
        raise PersonMissing("没有找到这个人，可能不在您的管辖范围内。")
    if subject is None:
        raise EntityMissing("没有找到这个主体，可能不在您的管辖范围内。")
    decided_by = caller(by)[0]
    if access.avoidances_visible_to(by, on=today).filter(person=officer, entity=subject).exists():
        raise AvoidanceHeld("这条回避关系已经登记。")
    row = Avoidance.objects.create(
        person=officer,
        entity=subject,
        reason=reason.strip(),
        decided_by=decided_by,
        valid_from=today,
        valid_to=valid_to,
    )
    for task in _open_tasks(row):
        todos.ask_other_officers(task, why=f"{officer.name}对该主体应当回避（{row.reason}）", at=at)
    return to_avoidance(row, by=by)


def _entities(person: UUID, by: Actor) -> Q:
    """Entities for which ``by`` may declare that a person keeps away."""
    if by.uid != person:
        return within(by, "inspection.pools")
    sent = Task.objects.filter(officers__person__uid=person).values("entity")
    seen = within(by, "inspection.view")
    return seen | Q(pk__in=sent) if seen else seen


@transaction.atomic
def end_avoidance(*, avoidance: UUID, by: Actor, at: datetime) -> None:
    """End an avoidance from today on. Raises AvoidanceMissing, NotAllowed."""
    row = access.avoidance_to_change(avoidance, by=by, on=business_date(at))
    row.valid_to = business_date(at)
    row.save(update_fields=["valid_to"])
    for task in _open_tasks(row):
        if not assignments.barred(task, on=business_date(at)):
            todos.staffed(task, at=at)


def _open_tasks(row: Avoidance) -> Iterable[Task]:
    """Tasks not yet settled that send this person to this entity."""
    rows = Task.objects.filter(entity=row.entity, officers__person=row.person, stage__in=CHANGEABLE)
    return rows.select_related("organisation").order_by("pk")
