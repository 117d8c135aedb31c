"""What can be done to an import before and after its rows are read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from zhijian.data.exchange import access, kept_rows, queries, store
from zhijian.data.exchange.importers import Importer, importer
from zhijian.data.exchange.models import ImportBatch, ImportMapping, ImportProblem
from zhijian.data.exchange.passes import run_check, run_load
from zhijian.data.exchange.reading import look_over
from zhijian.data.exchange.rules import BatchState, Match, Mode, Outcome, fingerprint, may_move, propose
from zhijian.data.exchange.types import ImportDetail
from zhijian.kernel.errors import Conflict, Invalid
from zhijian.support.identity.models import Organisation
from zhijian.support.identity.types import Actor

__all__ = [
    "cancel",
    "permitted_importer",
    "resume_stalled",
    "run_check",
    "run_load",
    "set_mapping",
    "start_check",
    "start_load",
    "upload_import",
]

STALLED_AFTER = timedelta(minutes=5)


SOMEBODY_WAITS = 10
"""Priority of jobs whose progress a person watches; the papers of a whole draw come after them."""


class WrongState(Conflict):
    """The import's state does not allow this now."""

    code = "exchange.wrong_state"


class MappingInvalid(Invalid):
    """Columns and fields do not fit; the message names them."""

    code = "exchange.mapping_invalid"


class VersionStale(Conflict):
    """Somebody changed the import meanwhile; both mappings are in the facts."""

    code = "exchange.version_stale"


class BadRows(Conflict):
    """Rows are bad and the mode wants all of them."""

    code = "exchange.bad_rows"


class NoOrganisation(Invalid):
    """Who imports works nowhere, so nobody would see the import."""

    code = "exchange.no_organisation"


def permitted_importer(kind: str, *, by: Actor) -> Importer:
    """The importer of a kind that the caller may use. Raises KindUnknown, NotAllowed."""
    found = importer(kind)
    by.must(found.permission)
    return found


@transaction.atomic
def upload_import(*, kind: str, file_name: str, chunks: Iterable[bytes], by: Actor, at: datetime) -> ImportDetail:
    """Take in a file and propose what its columns are.

    Raises KindUnknown, NotAllowed, NoOrganisation, FileTooLarge and FileRefused; then nothing is kept.
    """
    found = permitted_importer(kind, by=by)
    if by.uid is None or by.organisation is None:
        raise NoOrganisation("您没有任职机构，不能导入数据，请联系系统管理员。")
    received, sha256, size = store.receive(chunks)
    try:
        overview = look_over(received, file_name)
        store.keep(received, sha256)
    finally:
        received.unlink(missing_ok=True)
    print_of = fingerprint(overview.headings)
    chosen = ImportMapping.objects.filter(person=by.uid, kind=kind, fingerprint=print_of).first()
    names = {field.name: (field.heading, *field.aliases) for field in found.fields}
    remembered = [name or None for name in chosen.fields] if chosen else None
    proposals = propose(overview.headings, names, remembered)
    row = ImportBatch.objects.create(
        kind=kind,
        organisation=Organisation.objects.get(uid=by.organisation),
        owner=by.uid,
        owner_name=by.name[:60],
        file_name=file_name[-200:],
        format=overview.format,
        sha256=sha256,
        size=size,
        sheet=overview.sheet[:100],
        headings=overview.headings,
        fingerprint=print_of,
        fields=[item.field or "" for item in proposals],
        matches=[item.match.value for item in proposals],
        sample=overview.sample,
        rows_expected=overview.rows,
        uploaded_at=at,
        moved_at=at,
    )
    return queries.to_detail(row, by=by)


@transaction.atomic
def set_mapping(*, batch: UUID, fields: Sequence[str | None], version: int, by: Actor, at: datetime) -> ImportDetail:
    """Say what each column is; remembered for the person. Earlier results of a check are dropped.

    fields: one for each column in order, None for those left out.
    Raises ImportMissing, WrongState, VersionStale, MappingInvalid.
    """
    row = access.batch_to_change(batch, by=by)
    _must_move(row, BatchState.MAPPED)
    if row.version != version:
        raise VersionStale(
            "这次导入的列对应刚被修改过，请核对后再提交。", fields=[{"field": "fields", "theirs": row.fields}]
        )
    _refuse_wrong_mapping(importer(row.kind), row, fields)
    chosen = [field or "" for field in fields]
    row.matches = [
        old if new == before else (Match.REMEMBERED if new else Match.NONE).value
        for old, before, new in zip(row.matches, row.fields, chosen, strict=True)
    ]
    row.fields, row.state, row.moved_at, row.version = chosen, BatchState.MAPPED.value, at, row.version + 1
    forget_results(row)
    row.save()
    ImportMapping.objects.update_or_create(
        person=row.owner,
        kind=row.kind,
        fingerprint=row.fingerprint,
        defaults={"fields": chosen, "chosen_at": at},
    )
    return queries.to_detail(row, by=by)


def _refuse_wrong_mapping(of: Importer, row: ImportBatch, fields: Sequence[str | None]) -> None:
    if len(fields) != len(row.headings):
        raise MappingInvalid(f"文件有 {len(row.headings)} 列，请为每一列选择对应的字段或“不导入”。")
    given = [field for field in fields if field]
    known = {field.name: field.heading for field in of.fields}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise MappingInvalid("有的列对应了不存在的字段，请重新选择。", fields=unknown)
    twice = sorted({known[field] for field in given if given.count(field) > 1})
    if twice:
        raise MappingInvalid(f"“{'”“'.join(twice)}”对应了不止一列，请只保留一列。")
    missing = [field.heading for field in of.fields if field.required and field.name not in given]
    if missing:
        raise MappingInvalid(f"还没有哪一列对应“{'”“'.join(missing)}”，请选择后再继续。", missing=missing)


@transaction.atomic
def start_check(*, batch: UUID, by: Actor, at: datetime) -> ImportDetail:
    """Have all rows checked by a job. Raises ImportMissing, WrongState."""
    row = access.batch_to_change(batch, by=by)
    _must_move(row, BatchState.CHECKING)
    forget_results(row)
    row.state, row.moved_at, row.version = BatchState.CHECKING.value, at, row.version + 1
    row.save()
    app.configure_task("exchange.check", queue="bulk", priority=SOMEBODY_WAITS).defer(batch=str(row.uid))
    return queries.to_detail(row, by=by)


@transaction.atomic
def start_load(*, batch: UUID, mode: Mode, by: Actor, at: datetime) -> ImportDetail:
    """Have the checked rows imported by a job. Raises ImportMissing, WrongState, BadRows."""
    row = access.batch_to_change(batch, by=by)
    _must_move(row, BatchState.LOADING)
    if row.bad and mode is Mode.ALL_OR_NOTHING:
        raise BadRows(
            f"有 {row.bad} 行有问题，没有导入任何数据。请改正后重新上传，或选择“{Mode.GOOD_ROWS.label}”。", bad=row.bad
        )
    forget_results(row, but_total=True)
    row.state, row.mode, row.moved_at, row.version = BatchState.LOADING.value, mode.value, at, row.version + 1
    row.save()
    app.configure_task("exchange.load", queue="bulk", priority=SOMEBODY_WAITS).defer(batch=str(row.uid))
    return queries.to_detail(row, by=by)


def forget_results(row: ImportBatch, *, but_total: bool = False) -> None:
    """Set the counts of a batch back and drop its problems; the caller saves the row."""
    ImportProblem.objects.filter(batch=row).delete()
    row.rows_done = row.problem_count = 0
    for outcome in Outcome:
        setattr(row, outcome.value, 0)
    if not but_total:
        row.rows_total = None


@transaction.atomic
def cancel(*, batch: UUID, by: Actor, at: datetime) -> ImportDetail:
    """Give an import up before it is loaded. Raises ImportMissing, WrongState."""
    row = access.batch_to_change(batch, by=by)
    _must_move(row, BatchState.CANCELLED)
    row.state, row.moved_at, row.ended_at, row.version = BatchState.CANCELLED.value, at, at, row.version + 1
    row.save()
    kept_rows.forget(row)
    return queries.to_detail(row, by=by)


def _must_move(row: ImportBatch, wanted: BatchState) -> None:
    state = BatchState(row.state)
    if not may_move(state, wanted):
        raise WrongState(f"这次导入“{state.label}”，现在不能这样办理，请刷新后再看。", state=row.state)


def resume_stalled(*, at: datetime) -> int:
    """Have imports taken up again whose job has shown no life for five minutes; gives how many."""
    rows = ImportBatch.objects.filter(
        state__in=(BatchState.CHECKING, BatchState.LOADING), moved_at__lt=at - STALLED_AFTER
    )
    for row in rows:
        name = "exchange.check" if row.state == BatchState.CHECKING else "exchange.load"
        app.configure_task(name, queue="bulk", priority=SOMEBODY_WAITS).defer(batch=str(row.uid))
    return len(rows)
