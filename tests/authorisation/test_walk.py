"""Every operation, walked: unsigned-in, without the right, and with an identifier out of the caller's scope.

A new operation is covered the moment it exists; one whose object nobody here knows how to make fails the walk.
"""

from itertools import product
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from scene.calls import calls
from scene.reading import content_of, reading
from scene.things import Scene, everything
from zhijian.support.audit.models import AuditLeaf
from zhijian.support.identity.rules import OrganisationKind
from zhijian.support.identity.tests.factories import make_organisation, make_person, signed_in_client

from .asking import NOBODYS, all_operations, call, thing_of, things, without_trace
from .operations import Operation

#: The draws of the scene are another bureau's; who sees them is looked at in their own tests.
ELSEWHERE = {"draws"}

RELATIONS = ("other bureau", "office below", "office beside")


def names(*, public: bool) -> list[str]:
    return [one.name for one in all_operations() if one.is_public is public]


def by_name(name: str) -> Operation:
    return next(one for one in all_operations() if one.name == name)


@pytest.mark.req("S-AZ-01", "IAM-3")
@pytest.mark.parametrize("name", names(public=False))
def test_who_is_not_signed_in_is_refused(name: str) -> None:
    answer = call(Client(), by_name(name))

    assert answer.status_code == 401, answer.content


@pytest.fixture
def bystander() -> Client:
    """Somebody who is signed in and holds no right at all."""
    return signed_in_client(make_person())


@pytest.mark.req("S-AZ-01", "IAM-2")
def test_who_lacks_the_right_is_refused_by_name_and_changes_nothing(bystander: Client) -> None:
    wrong = []
    before = AuditLeaf.objects.filter(act__in=["insert", "update", "delete"]).count()
    for operation in all_operations():
        if operation.permission is not None:
            answer = call(bystander, operation)
            if answer.status_code != 403 or answer.json()["facts"].get("permission") != operation.permission:
                wrong.append((operation.name, answer.status_code, answer.content[:200]))

    assert wrong == []
    assert AuditLeaf.objects.filter(act__in=["insert", "update", "delete"]).count() == before


def stranger(scene: Scene, relation: str) -> Client:
    """Somebody with every business right in a place to which none of the scene's things belongs."""
    match relation:
        case "office below":
            place = scene.office
        case "office beside":
            place = make_organisation(parent=scene.bureau, kind=OrganisationKind.OFFICE).uid
        case _:
            place = make_organisation().uid
    return reading(signed_in_client(make_person(organisation=place, permissions=everything())))


@pytest.mark.req("S-AZ-02", "S-AZ-03", "IAM-3")
def test_a_foreign_object_answers_exactly_like_a_missing_one_and_stays_as_it_is(scene: Scene) -> None:
    foreign = things(scene)
    strangers = {relation: stranger(scene, relation) for relation in RELATIONS}
    before = AuditLeaf.objects.filter(act__in=["insert", "update", "delete"]).count()
    wrong = []
    for relation, operation in product(RELATIONS, all_operations()):
        if not operation.parameters or operation.is_public:
            continue
        thing = thing_of(operation)
        if thing in NOBODYS - {"documents"}:
            continue
        assert thing in foreign, f"the walk does not know how to make one of {thing}"
        theirs, missing = (call(strangers[relation], operation, uid) for uid in (foreign[thing], None))
        told = [(answer.status_code, without_trace(answer)) for answer in (theirs, missing)]
        if told[0] != told[1] or theirs.status_code < 400:
            wrong.append((relation, operation.name, told))

    assert wrong == [], "\n".join(map(str, wrong))
    assert AuditLeaf.objects.filter(act__in=["insert", "update", "delete"]).count() == before


@pytest.mark.req("S-AZ-02", "S-AZ-03", "IAM-3")
def test_a_valid_request_of_somebody_else_s_is_refused_like_one_about_nothing(scene: Scene) -> None:
    wrong = []
    for relation, (name, sent) in product(RELATIONS[:1], calls(scene).items()):
        if not sent.path or name in OF_NOBODY:
            continue
        client = stranger(scene, relation)
        nothing = {key: str(uuid4()) for key in sent.path}
        with transaction.atomic():
            theirs, missing = sent.send(client), sent.send(client, path=nothing)
            told = [(answer.status_code, without_trace(answer)) for answer in (theirs, missing)]
            if told[0] != told[1] or theirs.status_code < 400:
                wrong.append((name, told))
            transaction.set_rollback(True)

    assert wrong == [], "\n".join(map(str, wrong))


#: Forms belong to everybody; a record that is sent in names its task in the body; the scene shows its loose picture to
#: everybody, and the walk above takes one of a record.
OF_NOBODY = {"publishForm", "retireForm", "submitInspection", "deriveEvidence", "discardEvidence"}


@pytest.mark.req("S-AZ-02", "IAM-3")
def test_what_is_one_s_own_is_found_so_that_the_refusals_above_mean_something(scene: Scene) -> None:
    own = things(scene)
    colleague = reading(signed_in_client(make_person(organisation=scene.bureau, permissions=everything())))
    wrong = []
    for operation in all_operations():
        if operation.method != "GET" or len(operation.parameters) != 1 or operation.is_public:
            continue
        thing = thing_of(operation)
        if thing in (NOBODYS - {"documents"}) | ELSEWHERE:
            continue
        answer = call(colleague, operation, own[thing])
        content = content_of(answer)
        if answer.status_code != 200:
            wrong.append((operation.name, answer.status_code, content[:300]))

    assert wrong == []


@pytest.mark.req("IAM-3")
def test_lists_of_another_bureau_show_none_of_these_things(scene: Scene) -> None:
    foreign = things(scene)
    nobody = stranger(scene, RELATIONS[0])
    leaked = []
    for operation in all_operations():
        if operation.method == "GET" and not operation.parameters and not operation.is_public:
            answer = call(nobody, operation)
            content = content_of(answer)
            leaked += [(operation.name, thing) for thing, uid in foreign.items() if str(uid).encode() in content]

    assert leaked == []
