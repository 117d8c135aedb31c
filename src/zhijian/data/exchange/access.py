"""The one door to imports: one's own, and those of the scope in which the kind's permission is held."""

from uuid import UUID

from django.db.models import Q, QuerySet

from zhijian.data.exchange.importers import importers
from zhijian.data.exchange.models import ImportBatch
from zhijian.kernel.errors import NotFound
from zhijian.support.identity.access import NOTHING, within
from zhijian.support.identity.types import Actor


class ImportMissing(NotFound):
    """No such import of the caller's, or in their scope."""

    code = "exchange.import_missing"


def visible_to(by: Actor) -> QuerySet[ImportBatch]:
    """The caller's imports and those of organisations for which they may import the kind."""
    seen = NOTHING
    for importer in importers():
        if by.may(importer.permission):
            mine = within(by, importer.permission) | (Q(owner=by.uid) if by.uid else NOTHING)
            seen |= Q(kind=importer.kind) & mine
    return ImportBatch.objects.filter(seen)


def batch(uid: UUID, *, by: Actor) -> ImportBatch:
    """One import. Raises ImportMissing."""
    return _found(visible_to(by).filter(uid=uid).first())


def batch_to_change(uid: UUID, *, by: Actor) -> ImportBatch:
    """One import of the caller's own, locked. Raises ImportMissing."""
    rows = visible_to(by).select_for_update(of=("self",))
    return _found(rows.filter(uid=uid).filter(Q(owner=by.uid) if by.uid else Q()).first())


def _found(row: ImportBatch | None) -> ImportBatch:
    if row is None:
        raise ImportMissing("没有找到这次导入，可能是别人上传的，请核对后重试。")
    return row
