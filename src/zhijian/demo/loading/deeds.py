"""Replays half a year of supervision through the services, each act under the name of who did it and on its day."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from zhijian.business.enforcement import services as enforcement
from zhijian.business.enforcement.models import Clue
from zhijian.business.enforcement.rules import ClueStage
from zhijian.business.inspection.models import Inspection, Matter, Publication, Rectification, Task
from zhijian.business.inspection.rules.stages import CountersignDecision, TaskKind
from zhijian.business.inspection.services import (
    countersigns,
    dispatching,
    publications,
    records,
    reinspections,
    serious,
    tasks,
)
from zhijian.business.inspection.services.assignments import AssignmentRefused
from zhijian.demo.loading.filling import DEVICE, PUBLIC_WORDS, fill, record_of
from zhijian.demo.loading.progress import Tell, counted, silent
from zhijian.demo.loading.register import entities_by_number, supervised
from zhijian.demo.world import acts
from zhijian.demo.world.history import history, monday_to_friday
from zhijian.demo.world.organisation import Duty, Officer
from zhijian.demo.world.world import World
from zhijian.kernel.clock import business_date
from zhijian.support.audit import services as audit
from zhijian.support.bus import services as bus
from zhijian.support.deadlines.queries import work_calendar
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor, Origin

REASON = "年度检查计划"
FORGOTTEN = 41
"""Every so many results nobody decided on whether it becomes public, so that the clock has something to warn of."""
AHEAD = 4
"""Visits that wait for the officer behind the inspector's card."""
REVIEWS = {
    ClueStage.ADOPTED: "经现场核查情况属实，涉嫌违法，转为案源办理。",
    ClueStage.DROPPED: "违法行为轻微，已当场改正，没有造成危害后果，不予采用。",
}


@dataclass
class Replay:
    """What the replay knows of the platform: who is who, and which act became which row."""

    people: dict[int, UUID]
    entities: dict[int, UUID]
    forms: dict[str, dict[str, Any]]
    creator: UUID
    approver: UUID
    publisher: UUID
    reviewer: UUID
    now: datetime
    given: dict[tuple[UUID, date], list[UUID]]
    """Tasks that an earlier, cut replay gave out and this one has not met yet: of an entity from a day on."""
    recorded: frozenset[UUID]
    """Records that an earlier replay submitted."""
    tasks: dict[str, UUID] = field(default_factory=dict)
    inspections: dict[str, UUID] = field(default_factory=dict)
    orders: dict[str, acts.PlannedRectification] = field(default_factory=dict)
    clues: dict[str, acts.PlannedClue] = field(default_factory=dict)

    def actor(self, person: UUID, at: datetime) -> Actor:
        """The Actor of a person on a day of the past."""
        return identity.actor_of_person(person, on=business_date(at), origin=Origin(channel="demo", device=DEVICE))


def replay_history(world: World, *, months: int, by: Actor, tell: Tell = silent) -> None:
    """Replay the world's history; what is there already is left as it is."""
    forms = _forms()
    outlines = [_outline(form) for form in forms.values()]
    planned = list(history(world, outlines, months=months, is_working_day=_working_days()))
    replay = _replay(world, forms)
    replay.orders = {act.inspection: act for act in planned if isinstance(act, acts.PlannedRectification)}
    replay.clues = {act.source: act for act in planned if isinstance(act, acts.PlannedClue)}
    for act in counted([*planned, *_visits_ahead(replay, world, planned)], "监管历史", tell):
        _do(replay, act)
    bus.deliver_all()
    _review_clues(replay)
    bus.deliver_all()
    with audit.acting(by):
        reinspections.make_due_reinspections(at=_at_nine(world.as_of))


def _working_days() -> Callable[[date], bool]:
    """Days on which the made-up offices worked: by the week in years whose holidays nobody has loaded yet."""
    calendar = work_calendar()
    return lambda day: (calendar.is_working_day if day.year in calendar.years else monday_to_friday)(day)


def _visits_ahead(replay: Replay, world: World, planned: list[acts.Act]) -> Iterator[acts.PlannedTask]:
    """Visits before the officer behind the inspector's card, so that a newcomer finds something to do."""
    person = identity.account_of_role("inspector", on=world.as_of).person.uid
    lead = next(number for number, uid in replay.people.items() if uid == person)
    seen = {act.entity for act in planned if isinstance(act, acts.PlannedTask)}
    forms = {_outline(form).supervision_class: code for code, form in replay.forms.items()}
    given = 0
    for entity in supervised(world):
        office = [officer.number for officer in world.office_officers(entity.street_code)]
        if lead not in office or len(office) < 2 or entity.number in seen or not {"CY", "XS"} & set(entity.classes):
            continue
        yield acts.PlannedTask(
            key=f"ahead-{entity.number}",
            at=_at_nine(world.as_of - timedelta(days=1)),
            kind=acts.TaskKind.SPECIAL if given == 0 else acts.TaskKind.DAILY,
            entity=entity.number,
            officers=(lead, next(number for number in office if number != lead)),
            form=next(forms[name] for name in entity.classes if name in forms),
            due_on=world.as_of + timedelta(days=7 + given),
            draw=None,
        )
        given += 1
        if given == AHEAD:
            return


def _at_nine(day: date) -> datetime:
    from zhijian.demo.world.visits import moment

    return moment(day, 0)


def _forms() -> dict[str, dict[str, Any]]:
    folder = resources.files("zhijian.business.inspection") / "presets"
    found = [orjson.loads(file.read_bytes()) for file in folder.iterdir() if file.name.endswith("-rc.json")]
    return {form["code"]: form for form in found}


def _items(form: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in form["sections"]:
        yield from section["items"]


def _outline(form: dict[str, Any]) -> acts.FormOutline:
    return acts.FormOutline(
        code=form["code"],
        supervision_class=form["applies"]["classes"][0],
        items=tuple(
            acts.FormItem(id=item["id"], key=item["level"] != "general", may_be_absent=item["na"]["allowed"])
            for item in _items(form)
        ),
    )


def _replay(world: World, forms: dict[str, dict[str, Any]]) -> Replay:
    known = identity.people_by_employee_number()
    people = {officer.number: known[officer.login] for officer in world.officers()}
    head = world.officers_with(Duty.UNIT_HEAD)[0]
    return Replay(
        people=people,
        entities=entities_by_number(world),
        forms=forms,
        creator=people[head.number],
        approver=people[world.officers_with(Duty.LEADER)[0].number],
        publisher=people[world.officers_with(Duty.PUBLISHER)[0].number],
        reviewer=people[_head_of_detachment(world).number],
        now=_at_nine(world.as_of),
        given=_given_before(),
        recorded=frozenset(Inspection.objects.values_list("uid", flat=True)),
    )


def _given_before() -> dict[tuple[UUID, date], list[UUID]]:
    given: dict[tuple[UUID, date], list[UUID]] = defaultdict(list)
    planned = Task.objects.filter(reason=REASON).order_by("pk")
    for entity, starts_on, uid in planned.values_list("entity__uid", "starts_on", "uid"):
        given[entity, starts_on].append(uid)
    return given


def _head_of_detachment(world: World) -> Officer:
    heads = world.officers_with(Duty.UNIT_HEAD)
    return next(officer for officer in heads if Duty.CASE_OFFICER in officer.duties and officer.post == "大队长")


def _do(replay: Replay, act: acts.Act) -> None:
    with transaction.atomic():
        match act:
            case acts.PlannedTask():
                _give_task(replay, act)
            case acts.PlannedInspection() if act.task in replay.tasks:
                _inspect(replay, act)
            case acts.PlannedReinspection():
                _inspect_again(replay, act)


def _give_task(replay: Replay, act: acts.PlannedTask) -> None:
    """A visit of the plan: made by the section, approved and sent out by the leader."""
    entity = replay.entities.get(act.entity)
    if entity is None:
        return  # its row of the register was refused at import, as the world's planted errors mean it to be
    if before := replay.given.get((entity, business_date(act.at))):
        replay.tasks[act.key] = before.pop(0)
        return
    officers = [replay.people[number] for number in act.officers]
    matter = Matter.objects.get(form_code=act.form)
    creator, approver = replay.actor(replay.creator, act.at), replay.actor(replay.approver, act.at)
    with suppress(AssignmentRefused), audit.acting(creator), transaction.atomic():  # revoked entities are refused
        task = tasks.create_task(
            kind=TaskKind.SPECIAL if act.kind is acts.TaskKind.SPECIAL else TaskKind.DAILY,
            matter=matter.uid,
            entity=entity,
            officers=officers,
            lead=officers[0],
            reason=REASON,
            starts_on=business_date(act.at),
            due_on=act.due_on,
            by=creator,
            at=act.at,
        )
        dispatching.approve_task(task=task, by=approver, at=act.at)
        dispatching.dispatch_task(task=task, by=approver, at=act.at)
        replay.tasks[act.key] = task


def _inspect(replay: Replay, act: acts.PlannedInspection) -> None:
    task = Task.objects.select_related("entity").get(uid=replay.tasks[act.task])
    if (before := record_of(task, act.key)) in replay.recorded:
        replay.inspections[act.key] = before
        return
    order = replay.orders.get(act.key)
    items = {item["id"]: item for item in _items(replay.forms[act.form])}
    inspection = _submit(
        replay,
        task,
        key=act.key,
        started_at=act.started_at,
        ended_at=act.at,
        answers=dict(act.answers),
        items=items,
        length=max((order.due_on - business_date(act.at)).days, 1) if order else 0,
    )
    replay.inspections[act.key] = inspection
    clue = replay.clues.get(act.key)
    if clue is not None:
        _hand_over(replay, task, inspection, clue)
    _make_known(replay, act, inspection, handed_over=clue is not None)


def _inspect_again(replay: Replay, act: acts.PlannedReinspection) -> None:
    first = replay.inspections.get(f"inspection-{act.rectification.partition('-')[2]}")
    order = Rectification.objects.filter(inspection__uid=first, stage="ordered").first() if first else None
    if order is None:
        return
    lead = replay.actor(replay.people[act.officers[0]], act.at)
    task = Task.objects.select_related("entity").get(
        uid=reinspections.reinspect(rectification=order.uid, by=replay.actor(replay.creator, act.at), at=act.at)
    )
    things = list(order.items.order_by("pk"))
    items = {thing.item: {"text": thing.text, "no": thing.no, "onNo": {"order": thing.order}} for thing in things}
    answers = {thing.item: acts.Answer.NO if thing.item in act.still_wrong else acts.Answer.YES for thing in things}
    with audit.acting(lead):
        inspection = _submit(
            replay,
            task,
            key=act.key,
            started_at=act.at,
            ended_at=act.at + timedelta(minutes=20),
            answers=answers,
            items=items,
            length=0,
        )
    _make_known(replay, act, inspection, handed_over=False)


def _submit(
    replay: Replay,
    task: Task,
    *,
    key: str,
    started_at: datetime,
    ended_at: datetime,
    answers: dict[str, acts.Answer],
    items: dict[str, dict[str, Any]],
    length: int,
) -> UUID:
    """Fill, sign, submit and countersign one record; gives its uid."""
    officers = list(task.officers.order_by("-is_lead", "position").values_list("person__uid", flat=True))
    lead = replay.actor(officers[0], ended_at)
    with audit.acting(lead):
        submission = fill(
            task,
            key=key,
            started_at=started_at,
            ended_at=ended_at,
            answers=answers,
            items=items,
            length=length,
            by=lead,
        )
        records.submit(submission=submission, by=lead, at=ended_at)
    for officer in officers[1:]:
        signer = replay.actor(officer, ended_at)
        with audit.acting(signer):
            countersigns.countersign(
                inspection=submission.uid,
                decision=CountersignDecision.APPROVE,
                content_hash=Inspection.objects.get(uid=submission.uid).content_hash,
                reason="",
                signature=None,
                signature_sha256=None,
                by=signer,
                at=ended_at + timedelta(minutes=15),
            )
    return submission.uid


def _hand_over(replay: Replay, task: Task, inspection: UUID, clue: acts.PlannedClue) -> None:
    lead = replay.actor(task.officers.order_by("-is_lead").values_list("person__uid", flat=True)[0], clue.at)
    with audit.acting(lead):
        serious.report_serious(inspection=inspection, facts=clue.summary, by=lead, at=clue.at + timedelta(minutes=20))


def _make_known(replay: Replay, act: acts.Act, inspection: UUID, *, handed_over: bool) -> None:
    """A few days later the result became public, or was withheld while a clue is looked into; a few were forgotten."""
    at = act.at + timedelta(days=3)
    visit = int(act.key.rpartition("-")[2])
    if at > replay.now or visit % FORGOTTEN == FORGOTTEN - 1:
        return
    publisher = replay.actor(replay.publisher, at)
    found = Publication.objects.values_list("uid", "inspection__disposition")
    uid, disposition = found.get(inspection__uid=inspection)
    with audit.acting(publisher):
        if handed_over:
            reason = "问题线索已移送稽查核查，核查结束后再行公示"
            publications.withhold(publication=uid, reason=reason, by=publisher, at=at)
        else:
            words = PUBLIC_WORDS[disposition]
            publications.publish(publications=[uid], result_codes=None, detail=words, by=publisher, at=at)


def _review_clues(replay: Replay) -> None:
    """The detachment looked into each clue within two weeks; the latest still wait."""
    for place, clue in enumerate(Clue.objects.order_by("received_at", "pk")):
        at = clue.received_at + timedelta(days=11)
        if at > replay.now:
            return
        if clue.stage != ClueStage.PENDING:
            continue
        outcome = ClueStage.DROPPED if place % 4 == 3 else ClueStage.ADOPTED
        reviewer = replay.actor(replay.reviewer, at)
        with audit.acting(reviewer):
            enforcement.review_clue(clue=clue.uid, outcome=outcome, reason=REVIEWS[outcome], by=reviewer, at=at)
