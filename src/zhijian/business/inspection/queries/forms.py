"""The forms that tasks carry: one module between inspection and the forms part."""

from collections.abc import Collection, Iterable
from typing import Any

from zhijian.business.inspection.models import Rectification, RectificationItem, Task
from zhijian.business.inspection.rules.reinspection import OpenItem, definition_of
from zhijian.business.inspection.rules.stages import TaskKind
from zhijian.business.inspection.types.tasks import FormRef
from zhijian.support.forms import queries as forms
from zhijian.support.forms.engine import definition_hash


def form_in_force(code: str) -> FormRef:
    """The published version of a form. Raises the forms part's FormMissing."""
    found = forms.form(code=code)
    return FormRef(code=found.code, version=found.version, hash=found.hash)


def reinspection_form(order: Rectification) -> FormRef:
    """The form that asks for the items of an order; made from them, so that it needs no publishing."""
    definition = _of_orders([order.pk])[order.pk]
    return FormRef(code=definition["code"], version=definition["version"], hash=definition_hash(definition))


def definitions(tasks: Collection[Task]) -> dict[int, dict[str, Any]]:
    """The definition of each task's form, by the task's id, in two statements at most. Raises FormMissing."""
    again = {task.pk: task.rectification_id for task in tasks if task.kind == TaskKind.REINSPECTION}
    orders = _of_orders([order for order in again.values() if order]) if again else {}
    published = _published({task.form_hash for task in tasks if task.pk not in again})
    return {task.pk: orders[again[task.pk] or 0] if task.pk in again else published[task.form_hash] for task in tasks}


def _published(hashes: Collection[str]) -> dict[str, dict[str, Any]]:
    found = forms.by_hash(hashes)
    if len(found) != len(hashes):
        raise forms.FormMissing("检查任务所用的检查表不存在，请联系管理员。")
    return {known: form.definition for known, form in found.items()}


def _of_orders(orders: Iterable[int]) -> dict[int, dict[str, Any]]:
    items: dict[int, list[OpenItem]] = {order: [] for order in orders}
    for row in RectificationItem.objects.filter(rectification__in=items).order_by("rectification", "pk"):
        items[row.rectification_id].append(OpenItem(item=row.item, no=row.no, text=row.text, order=row.order))
    return {order: definition_of(found) for order, found in items.items()}
