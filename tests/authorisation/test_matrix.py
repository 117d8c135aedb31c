"""Every shipped role against things in every relation to it: each answer is the one the policy gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from scene.calls import Call, calls
from scene.reading import reading
from scene.things import Scene
from zhijian.kernel import clock
from zhijian.support.identity import services as identity
from zhijian.support.identity.models import Organisation, RoleGrant
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.tests.factories import SYSTEM, make_organisation, make_person, signed_in_client

from .asking import NOBODYS, all_operations, call, thing_of, things, without_trace
from .operations import Operation
from .policy import ROLES, WITH_OFFICERS, Outcome, Relation, expected


@dataclass(frozen=True)
class Question:
    """One operation about one thing of the scene, and the bureau to which the thing belongs."""

    operation: Operation
    thing: str
    bureau: UUID
    uid: UUID
    valid: Call | None

    def ask(self, client: Client, *, about_nothing: bool = False) -> HttpResponse:
        """The answer, whose effect is undone."""
        with transaction.atomic():
            if self.valid:
                nothing = {name: str(uuid4()) for name in self.valid.path}
                answer = self.valid.send(client, path=nothing if about_nothing else None)
            else:
                answer = call(client, self.operation, None if about_nothing else self.uid)
            transaction.set_rollback(True)
        return answer


def questions(scene: Scene) -> Iterator[Question]:
    """Every operation about a thing of an organisation's."""
    known, found = calls(scene), things(scene)
    for operation in all_operations():
        if not operation.parameters or operation.is_public:
            continue
        thing = thing_of(operation)
        if thing in NOBODYS - {"documents"} or operation.name in LOOSE:
            continue
        bureau = scene.lots.world.bureau if thing == "draws" else scene.bureau
        if operation.name == "countersignBySms":
            bureau = scene.sms_team.organisation
        yield Question(operation, thing, bureau, found[thing], known.get(operation.name))


#: A record that is sent in names its task in the body; the scene shows its loose picture to everybody.
LOOSE = {"submitInspection", "deriveEvidence", "discardEvidence"}


def representatives(asked: Iterator[Question]) -> list[Question]:
    """One question for each thing, right, and reading or writing."""
    found: dict[tuple[str, str | None, bool], Question] = {}
    for one in asked:
        found.setdefault((one.thing, one.operation.permission, one.operation.method == "GET"), one)
    return list(found.values())


class Posts:
    """Posts in each relation to a bureau; the bureaus of the scene are put below a city of their own for it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._places = {
            bureau: self._around(bureau)
            for bureau in (scene.bureau, scene.lots.world.bureau, scene.sms_team.organisation)
        }
        self._clients: dict[tuple[str, UUID, Relation], Client] = {}

    def _around(self, bureau: UUID) -> dict[Relation, UUID]:
        city = make_organisation(kind=OrganisationKind.CITY).uid
        _put_below(city, bureau)
        return {
            Relation.SAME: bureau,
            Relation.CHILD: city,
            Relation.PARENT: make_organisation(parent=bureau, kind=OrganisationKind.OFFICE).uid,
            Relation.SIBLING: make_organisation(parent=city).uid,
            Relation.OTHER: make_organisation().uid,
        }

    def client(self, role: str, bureau: UUID, relation: Relation) -> Client:
        """Somebody of a role for whom the bureau's things stand in a relation."""
        key = (role, bureau, relation)
        if key not in self._clients:
            person = make_person(organisation=self._places[bureau][relation])
            identity.grant_role(person=person, role=role, by=SYSTEM, at=clock.now())
            self._clients[key] = reading(signed_in_client(person))
        return self._clients[key]


def _put_below(above: UUID, bureau: UUID) -> None:
    parent, moved = Organisation.objects.get(uid=above), Organisation.objects.get(uid=bureau)
    before = str(moved.path)
    for row in Organisation.objects.filter(path__under=before):
        row.path = f"{parent.path}.{row.path}"
        row.parent = parent if row.pk == moved.pk else row.parent
        row.save(update_fields=["path", "parent"])


def outcome(question: Question, client: Client) -> tuple[Outcome, HttpResponse]:
    """How a question is answered, by comparison with the same question about nothing."""
    answer = question.ask(client)
    told = without_trace(answer)
    wanted = question.operation.permission
    if answer.status_code == 403 and wanted is not None and told["facts"].get("permission") == wanted:
        return Outcome.FORBIDDEN, answer
    nothing = question.ask(client, about_nothing=True)
    assert nothing.status_code >= 400, question
    same = (answer.status_code, told) == (nothing.status_code, without_trace(nothing))
    return Outcome.MISSING if same else Outcome.FOUND, answer


def differences(asked: list[Question], scene: Scene) -> list[str]:
    """Where an answer is not the policy's, for people of every role with posts in every place."""
    posts, wrong = Posts(scene), []
    for role in ROLES:
        for question in asked:
            for relation in set(Relation) - {Relation.OWN}:
                wanted = expected(role, question.operation, question.thing, relation)
                if wanted is Outcome.FORBIDDEN and relation not in {Relation.SAME, Relation.OTHER}:
                    continue  # who lacks the right is refused before anything is looked for
                seen, answer = outcome(question, posts.client(role, question.bureau, relation))
                if seen is not wanted:
                    wrong.append(_told(role, relation, question, wanted, answer))
    return wrong


def of_officers(asked: list[Question], scene: Scene) -> list[str]:
    """The same for the officer of the scene's task, who holds one role after the other."""
    wrong = []
    for role in ROLES:
        with transaction.atomic():
            RoleGrant.objects.filter(post__person__uid=scene.lead).delete()
            identity.grant_role(person=scene.lead, role=role, by=SYSTEM, at=clock.now())
            for question in asked:
                wanted = expected(role, question.operation, question.thing, Relation.OWN)
                seen, answer = outcome(question, scene.client("lead"))
                if seen is not wanted:
                    wrong.append(_told(role, Relation.OWN, question, wanted, answer))
            transaction.set_rollback(True)
    return wrong


def _told(role: str, relation: Relation, question: Question, wanted: Outcome, answer: HttpResponse) -> str:
    return (
        f"{role}, {relation.value}: {question.operation.name} should answer {wanted.value}, "
        f"answered {answer.status_code} {str(without_trace(answer))[:160]}"
    )


@pytest.mark.req("S-AZ-02", "IAM-3")
def test_each_role_reaches_what_the_policy_gives_it_and_nothing_else(scene: Scene) -> None:
    asked = representatives(questions(scene))

    assert {one.thing for one in asked} >= {"tasks", "entities", "clues", "draws", "documents", "imports"}
    wrong = differences(asked, scene)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.req("S-AZ-02", "IAM-3")
def test_officers_reach_their_own_tasks_with_every_role_that_sees_tasks_at_all(scene: Scene) -> None:
    own = (one for one in questions(scene) if one.thing in WITH_OFFICERS and one.bureau == scene.bureau)
    asked = representatives(own)

    assert len(asked) > 10
    wrong = of_officers(asked, scene)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.torture
@pytest.mark.req("S-AZ-02", "IAM-3")
def test_each_role_reaches_by_every_operation_what_the_policy_gives_it(scene: Scene) -> None:
    asked = list(questions(scene))

    assert len(asked) > 70
    wrong = differences(asked, scene)
    assert wrong == [], "\n".join(wrong)
