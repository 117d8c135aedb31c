"""Whether officers, matter and entity fit together on a day; asked at every step that relies on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from zhijian.business.inspection.models import Avoidance, Matter, Task, TaskOfficer
from zhijian.business.inspection.rules.assignment import Candidate, Refusal, assignment_refusals, matter_refusal
from zhijian.data.registry.models import Entity
from zhijian.data.registry.rules import EntityStatus
from zhijian.kernel.errors import Invalid
from zhijian.support.identity import queries as identity
from zhijian.support.identity.models import Person
from zhijian.support.identity.types import Actor, OfficerRecord

Officers = Sequence[tuple[UUID, bool]]


class AssignmentRefused(Invalid):
    """Something stands against this visit; ``problems`` gives each with its stable code and reason."""

    code = "inspection.assignment_refused"


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Officers as of a day: posts and certificates, and why they must stay away from which entity."""

    officers: Mapping[UUID, OfficerRecord]
    names: Mapping[UUID, str]
    avoidances: Mapping[tuple[UUID, int], str]

    def candidates(self, officers: Officers, entity: int) -> list[Candidate]:
        """The officers proposed for one entity."""
        return [self._candidate(uid, entity) for uid, _ in officers]

    def _candidate(self, uid: UUID, entity: int) -> Candidate:
        known = self.officers.get(uid)
        return Candidate(
            uid=uid,
            name=self.names.get(uid, "所选人员"),
            is_at_work=known is not None,
            has_certificate=bool(known and known.certificate and known.certificate.is_valid),
            avoids=self.avoidances.get((uid, entity), ""),
        )


def staff_of(uids: Iterable[UUID], entities: Iterable[int], *, on: date) -> Staff:
    """Posts, certificates and avoidances of many officers for many entities on a day, in six statements."""
    people = set(uids)
    rows = Avoidance.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        person__uid__in=people,
        entity__in=set(entities),
        valid_from__lte=on,
    )
    return Staff(
        officers=identity.officers_by_uid(people, on=on),
        names=dict(Person.objects.filter(uid__in=people).values_list("uid", "name")),
        avoidances={
            (person, entity): reason
            for person, entity, reason in rows.values_list("person__uid", "entity_id", "reason")
        },
    )


def refuse_unseen(officers: Sequence[UUID], *, by: Actor) -> None:
    """Raise AssignmentRefused for officers outside the scope of who chooses them, as for people who are nobody."""
    if identity.unseen(officers, by=by):
        message = "没有找到所选的人员，可能不在您的管辖范围内。"
        _refuse([Refusal(code="inspection.officer_missing", message=message)])


def refuse_matter(matter: Matter, *, on: date) -> None:
    """Raise AssignmentRefused unless the matter is published and in force on the day."""
    refusal = matter_refusal(
        is_published=matter.is_published, valid_from=matter.valid_from, valid_to=matter.valid_to, on=on
    )
    if refusal is not None:
        _refuse([refusal])


def refuse_entity(entity: Entity) -> None:
    """Raise AssignmentRefused when an entity of this status must not be visited (DOMAIN 8.4)."""
    status = EntityStatus(entity.status)
    if not status.may_be_inspected:
        message = f"{entity.name}的状态是“{status.label}”，不能新建检查任务。"
        _refuse([Refusal(code="inspection.entity_not_inspectable", message=message)])


def refuse_officers(staff: Staff, officers: Officers, entity: Entity) -> None:
    """Raise AssignmentRefused unless these officers may go there."""
    leads = [uid for uid, is_lead in officers if is_lead]
    found = assignment_refusals(staff.candidates(officers, entity.pk), leads[0] if len(leads) == 1 else None)
    if found:
        _refuse(found, entity=entity.name)


def check_task(task: Task, *, on: date) -> None:
    """The same for an existing task as it stands, on a later day. Raises AssignmentRefused."""
    officers = officers_of(task)
    staff = staff_of([uid for uid, _ in officers], [task.entity_id], on=on)
    refuse_officers(staff, officers, task.entity)


def barred(task: Task, *, on: date) -> list[UUID]:
    """Officers of a task who must keep away from its entity on a day."""
    officers = officers_of(task)
    return [
        one.uid
        for one in staff_of([uid for uid, _ in officers], [task.entity_id], on=on).candidates(officers, task.entity_id)
        if one.avoids
    ]


def officers_of(task: Task) -> list[tuple[UUID, bool]]:
    """(person, whether they lead) in the order they were named."""
    rows = TaskOfficer.objects.filter(task=task).order_by("-is_lead", "position", "pk")
    return list(rows.values_list("person__uid", "is_lead"))


def standing_values(task: Task) -> dict[str, object]:
    """What the office can change, as it stands: due day, officers, lead."""
    officers = officers_of(task)
    return {
        "due_on": task.due_on.isoformat(),
        "officers": sorted(str(uid) for uid, _ in officers),
        "lead": next(str(uid) for uid, is_lead in officers if is_lead),
    }


def set_officers(task: Task, officers: Officers, *, on: date) -> None:
    """Replace the officers of a task the caller holds locked. Raises AssignmentRefused."""
    staff = staff_of([uid for uid, _ in officers], [task.entity_id], on=on)
    refuse_officers(staff, officers, task.entity)
    TaskOfficer.objects.filter(task=task).delete()
    send([task], [officers])


def send(tasks: Sequence[Task], officers: Sequence[Officers]) -> None:
    """Write the officers of tasks that have none, in two statements."""
    wanted = {uid for group in officers for uid, _ in group}
    people = dict(Person.objects.filter(uid__in=wanted).values_list("uid", "pk"))
    TaskOfficer.objects.bulk_create(
        TaskOfficer(task=task, person_id=people[uid], is_lead=is_lead, position=position)
        for task, group in zip(tasks, officers, strict=True)
        for position, (uid, is_lead) in enumerate(group)
    )


def lead_of(task: Task) -> UUID:
    """The officer who leads."""
    return TaskOfficer.objects.values_list("person__uid", flat=True).get(task=task, is_lead=True)


def _refuse(found: list[Refusal], **facts: object) -> None:
    raise AssignmentRefused(
        "".join(one.message for one in found),
        reason=found[0].code,
        problems=[{"code": one.code, "message": one.message, "person": one.person} for one in found],
        **facts,
    )
