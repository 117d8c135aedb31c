"""Forms: drafted, published once, never changed, retired."""

from copy import deepcopy
from importlib import resources
from typing import Any

import orjson
import pytest
from django.db import DatabaseError, connection, transaction

from zhijian.kernel import clock
from zhijian.support.forms import queries, services
from zhijian.support.forms.models import FormVersion
from zhijian.support.identity.tests.factories import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3")]


def preset(version: int = 1, **changed: Any) -> dict[str, Any]:
    """A shipped form, with a version of our own."""
    folder = resources.files("zhijian.business.inspection") / "presets"
    found = deepcopy(orjson.loads((folder / "qx-rc.json").read_bytes()))
    found.pop("hash", None)
    return {**found, "version": version, **changed}


def published(version: int = 1, **changed: Any) -> queries.FormRecord:
    services.save_draft(definition=preset(version, **changed), by=SYSTEM, at=clock.now())
    return services.publish(code="QX-RC", version=version, by=SYSTEM, at=clock.now())


def test_a_new_version_takes_over_and_the_old_one_can_still_be_found_by_its_hash() -> None:
    first = published(1)
    second = published(2, title="医疗器械经营检查表（修订）")

    assert queries.form(code="QX-RC").version == 2
    kept = queries.by_hash([first.hash, second.hash])
    assert {record.version: record.state for record in kept.values()} == {1: "retired", 2: "published"}
    assert kept[first.hash].definition == preset(1)


def test_a_published_version_is_refused_as_a_draft() -> None:
    published(1)

    with pytest.raises(services.FormFixed):
        services.save_draft(definition=preset(1, title="改了标题"), by=SYSTEM, at=clock.now())

    assert queries.form(code="QX-RC").title == preset()["title"]


def test_the_database_refuses_to_change_a_published_form() -> None:
    record = published(1)

    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE forms_formversion SET definition = '{}' WHERE hash = %s", [record.hash])

    assert queries.form(code="QX-RC").definition == preset(1)


def test_a_form_with_problems_is_not_published_and_the_problems_are_told() -> None:
    broken = preset(1)
    broken["sections"][0]["items"][1]["id"] = broken["sections"][0]["items"][0]["id"]
    services.save_draft(definition=broken, by=SYSTEM, at=clock.now())

    with pytest.raises(services.FormNotPublishable) as refused:
        services.publish(code="QX-RC", version=1, by=SYSTEM, at=clock.now())

    assert refused.value.facts["problems"]
    assert FormVersion.objects.get(code="QX-RC").state == "draft"


def test_presets_are_published_once() -> None:
    counts = [services.load_presets(definitions=[preset(1)], by=SYSTEM, at=clock.now()) for _ in range(2)]

    assert counts == [1, 0]


def test_a_retired_form_is_not_offered_any_more() -> None:
    published(1)

    services.retire(code="QX-RC", version=1, by=SYSTEM, at=clock.now())

    assert queries.forms(classes=["QX"]) == []
    with pytest.raises(queries.FormMissing):
        queries.form(code="QX-RC")
