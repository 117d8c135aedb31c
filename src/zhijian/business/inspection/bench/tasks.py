"""Many open tasks, with officers and with what stands in people's lists because of them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from zhijian.business.inspection.models import Matter, Task, TaskOfficer
from zhijian.business.inspection.rules.stages import TaskKind, TaskStage
from zhijian.data.registry.models import Entity
from zhijian.kernel import clock
from zhijian.kernel.clock import business_date
from zhijian.support.audit.services import acting
from zhijian.support.identity.models import Organisation, Person
from zhijian.support.identity.types import Actor
from zhijian.support.worklist.models import WorkItem

OPEN_TASKS = 50_000
AT_ONCE = 5000
OWN_EVERY = 20
"""Each so many-th task is the officer's own."""


def fill_tasks(count: int, offices: Sequence[UUID], *, chief: Actor, officer: Actor) -> None:
    """So many open tasks of the offices in turn, half of them to be dispatched, the others with their officers."""
    if Task.objects.exists():
        return
    with acting(chief):
        tasks = _tasks(count, offices, chief)
        Task.objects.bulk_create(tasks, batch_size=AT_ONCE)
        own = tasks[::OWN_EVERY]
        person = _person(officer)
        TaskOfficer.objects.bulk_create([TaskOfficer(task=task, person=person, is_lead=True) for task in own])
        WorkItem.objects.bulk_create([_item(task, None) for task in tasks], batch_size=AT_ONCE)
        WorkItem.objects.bulk_create([_item(task, person) for task in own], batch_size=AT_ONCE)


def _tasks(count: int, offices: Sequence[UUID], chief: Actor) -> list[Task]:
    at = clock.now()
    today, person = business_date(at), _person(chief)
    places = list(Organisation.objects.filter(uid__in=offices).order_by("pk"))
    entities = list(Entity.objects.order_by("pk")[: max(count // 10, len(places))])
    matter = Matter.objects.get(code="CY-RC")
    return [
        Task(
            number=f"CS-{number:08d}", kind=TaskKind.DAILY if number % 3 else TaskKind.RANDOM,
            title=f"测速任务{number}", matter=matter, form_code="CY-RC", form_version=1, form_hash="sha256:0",
            entity=entities[number % len(entities)], organisation=places[number % len(places)], starts_on=today,
            due_on=today + timedelta(days=number % 60 - 10), stage=TaskStage.DISPATCHED, created_by=person,
            created_at=at,
        )
        for number in range(count)
    ]  # fmt: skip


def _person(who: Actor) -> Person:
    assert who.uid is not None  # a person of the bench, not the system
    return Person.objects.get(uid=who.uid)


def _item(task: Task, person: Person | None) -> WorkItem:
    return WorkItem(
        source="inspection.task" if person else "inspection.approve", source_uid=task.uid,
        step="inspect" if person else "dispatch", kind="task", title=task.title, detail=task.number,
        link=f"/inspection/tasks/{task.uid}", person=person, organisation=task.organisation,
        permission="" if person else "inspection.approve", due_on=task.due_on, created_at=task.created_at,
    )  # fmt: skip
