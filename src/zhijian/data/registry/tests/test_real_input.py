"""A register built from real company names, regions and trades goes through the import as a user's file would."""

import csv
from io import StringIO

import pytest

from zhijian.data.exchange import queries, services
from zhijian.data.exchange.rules import Mode
from zhijian.data.exchange.tests.factories import checked, make_xlsx
from zhijian.data.registry.models import Entity
from zhijian.data.registry.tests import real_rows
from zhijian.kernel import clock
from zhijian.kernel.text import search_tokens
from zhijian.support.identity.rules import Scope
from zhijian.support.identity.tests.factories import make_actor, make_organisation
from zhijian.support.identity.types import Actor
from zhijian.support.search import queries as search

pytestmark = pytest.mark.django_db
NOW = clock.now()
RIGHTS = ("registry.view", "registry.manage", "registry.import")
ROWS = 2_000


@pytest.fixture
def steward() -> Actor:
    place = make_organisation()
    return make_actor(*RIGHTS, organisation=place.uid, scope=Scope.SUBTREE)


def csv_of(rows: list[list[str]], encoding: str) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([real_rows.HEADINGS, *rows])
    return text.getvalue().encode(encoding)


@pytest.mark.req("REG-1", "PLT-12")
def test_thousands_of_real_rows_are_told_good_from_bad_and_loaded(steward: Actor) -> None:
    file = real_rows.dirty(ROWS)
    made = checked(make_xlsx([list(real_rows.HEADINGS), *file.rows]), by=steward, at=NOW)
    good = len(file.rows) - len(file.bad) - len(file.repeated)

    assert (made.new, made.bad, made.duplicate, made.rows_expected) == (
        good,
        len(file.bad),
        len(file.repeated),
        len(file.rows),
    )
    told = queries.all_problems(made.uid, by=steward)
    assert {item.line: item.heading for item in told if item.outcome == "bad"} == file.bad
    assert [item.line for item in told if item.outcome == "duplicate"] == file.repeated
    assert not Entity.objects.exists()

    services.start_load(batch=made.uid, mode=Mode.GOOD_ROWS, by=steward, at=NOW)
    services.run_load(batch=made.uid, at=NOW)

    assert (Entity.objects.count(), Entity.objects.filter(registered_by=steward.name).count()) == (good, good)
    assert not Entity.objects.exclude(uscc__regex="^[0-9A-Z]{18}$").exists()
    assert not Entity.objects.exclude(phone__regex="^1[0-9]{10}$").exists()


@pytest.mark.req("REG-1", "PLT-12", "PLT-14")
def test_a_gb18030_file_of_real_names_is_found_by_any_two_characters_initials_code_and_phone(steward: Actor) -> None:
    rows = list(real_rows.rows(400, seed=3))
    made = checked(csv_of(rows, "gb18030"), by=steward, at=NOW, name="登记数据.csv")
    services.start_load(batch=made.uid, mode=Mode.ALL_OR_NOTHING, by=steward, at=NOW)
    services.run_load(batch=made.uid, at=NOW)
    assert queries.detail(made.uid, by=steward).state == "finished"

    missed = []
    for row in rows[::10]:
        code, name, phone = row[0], row[1], row[3]
        initials = next(token for token in search_tokens(name, [], []) if token.startswith("~"))[1:]
        for asked in (name[-4:-2], name, initials, code, phone[-4:]):
            if code not in _hits(asked, steward):
                missed.append((name, asked))

    assert missed == []


def _hits(text: str, by: Actor) -> set[str]:
    """Codes of what a search finds; the hit's detail begins with it."""
    return {hit.detail.split(" · ")[0] for hit in search.find(by=by, text=text, limit=400)}
