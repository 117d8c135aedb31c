"""What can be done to the matters of inspection."""

import json
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.db import transaction

from zhijian.business.inspection.models import Matter
from zhijian.business.inspection.queries.matters import to_matter
from zhijian.business.inspection.types.pools import MatterIn, MatterRecord
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Conflict
from zhijian.support.identity.types import Actor

SHIPPED = files("zhijian.business.inspection") / "data" / "matters.json"


class MatterTaken(Conflict):
    """The code of a matter is used already."""

    code = "inspection.matter_taken"


@transaction.atomic
def add_matter(*, given: MatterIn, by: Actor, at: datetime) -> MatterRecord:
    """Publish a matter from today on. Raises NotAllowed, MatterTaken."""
    by.must("inspection.pools")
    if Matter.objects.filter(code=given.code).exists():
        raise MatterTaken(f"检查事项编码 {given.code} 已经使用。", field="code")
    row = Matter.objects.create(
        code=given.code,
        name=given.name,
        is_key=given.is_key,
        classes=sorted(set(given.classes)),
        form_code=given.form_code,
        basis=given.basis,
        is_published=given.is_published,
        valid_from=business_date(at),
    )
    return to_matter(row)


@transaction.atomic
def load_reference(*, by: Actor, at: datetime) -> int:
    """Publish the shipped matters that are not in the table yet; gives how many came in. Raises NotAllowed.

    What an administrator has changed stays as it is.
    """
    by.must("inspection.pools")
    made = [_ship(entry) for entry in json.loads(SHIPPED.read_text())]
    return sum(made)


def _ship(entry: dict[str, Any]) -> bool:
    fields = {**entry, "valid_from": date.fromisoformat(entry["valid_from"])}
    _, is_new = Matter.objects.get_or_create(code=fields.pop("code"), defaults=fields)
    return is_new
