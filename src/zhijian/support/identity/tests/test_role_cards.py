"""Who stands on a role card of the demonstration."""

from uuid import UUID

import pytest

from zhijian.kernel import clock
from zhijian.support.identity import queries, services
from zhijian.support.identity.models import Person
from zhijian.support.identity.tests.factories import SYSTEM, make_person

pytestmark = pytest.mark.django_db


def make_holder(*roles: str) -> UUID:
    person = make_person()
    for role in roles:
        services.define_role(code=role, name=role, permissions={}, order=0, by=SYSTEM)
        services.grant_role(person=person, role=role, by=SYSTEM, at=clock.now())
    return person


@pytest.mark.req("POR-1")
def test_a_card_shows_whose_rarest_role_it_is_so_that_two_cards_are_two_people() -> None:
    chief, inspector, _ = make_holder("inspecting", "chief"), make_holder("inspecting"), make_holder("inspecting")
    names = dict(Person.objects.values_list("uid", "name"))
    today = clock.business_date(clock.now())

    shown = {code: person for code, _, person in queries.typical_holders(on=today)}

    assert shown == {"inspecting": names[inspector], "chief": names[chief]}
    assert queries.account_of_role("inspecting", on=today).person.uid == inspector
