"""A pass over all rows of a file, to check or to load them: in chunks, taken up again after a kill."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from zhijian.data.exchange import kept_rows, store
from zhijian.data.exchange.chunks import Chunk, Judged, take
from zhijian.data.exchange.importers import (
    Importer,
    ImportRun,
    RowOutcome,
    RowProblem,
    SourceRow,
    StagedRun,
    importer,
)
from zhijian.data.exchange.kept_rows import Guarded
from zhijian.data.exchange.models import ImportBatch, ImportProblem
from zhijian.data.exchange.reading import data_lines
from zhijian.data.exchange.rules import BatchState, Mode, Outcome
from zhijian.data.exchange.turns import alone, one_load
from zhijian.kernel import clock
from zhijian.kernel.ahead import one_helper
from zhijian.kernel.errors import DomainError
from zhijian.kernel.text import find_bidi_or_control, is_tidy, normalise
from zhijian.support.audit.services import acting
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor, Origin

CHUNK_ROWS = 5_000
PROBLEMS_KEPT = 10_000
LONGEST_VALUE = 200


class _AllUndone(Exception):
    """A bad row in an import that wants all or nothing: leaves the transaction."""


def run_check(*, batch: UUID, at: datetime) -> None:
    """Check all rows of a batch that waits for it; otherwise, or while another job does, nothing happens."""
    with alone(batch) as is_alone:
        row = ImportBatch.objects.filter(uid=batch, state=BatchState.CHECKING).first() if is_alone else None
        if row is None:
            return
        with _refusing(row, at), acting(by := _owner(row, at)):
            work = _Pass(row, by, at)
            with work.keeping() as keep:
                for chunk in work.chunks():
                    judged = work.judge(chunk)
                    keep(chunk)
                    with transaction.atomic():
                        if not work.note(judged, at=at):
                            return
            row.rows_total = row.rows_done
            _move(row, BatchState.CHECKING, BatchState.CHECKED, at=at)


def run_load(*, batch: UUID, at: datetime) -> None:
    """Load all rows of a batch that waits for it, as its mode says; after a kill it goes on where it was.

    all_or_nothing is one transaction, undone by one bad row; good_rows commits chunk by chunk with its counts.
    Loads take turns, so that each finds what the one before it brought.
    """
    with alone(batch) as is_alone:
        row = ImportBatch.objects.filter(uid=batch, state=BatchState.LOADING).first() if is_alone else None
        if row is None:
            return
        with _refusing(row, at), acting(by := _owner(row, at)), one_load():
            work = _Pass(row, by, at)
            with work.storing():
                if row.mode == Mode.ALL_OR_NOTHING:
                    _load_all(work, at)
                else:
                    _load_good(work, at)
            kept_rows.forget(row)


def _load_good(work: "_Pass", at: datetime) -> None:
    for store_chunk in work.stores():
        with transaction.atomic():
            work.note(store_chunk(), at=at)
    _move(work.row, BatchState.LOADING, BatchState.FINISHED, at=at)


def _load_all(work: "_Pass", at: datetime) -> None:
    row = work.row
    bad: list[tuple[SourceRow, RowOutcome]] = []
    try:
        with transaction.atomic():
            for store_chunk in work.stores():
                judged = store_chunk()
                if bad := judged.bad():
                    raise _AllUndone
                work.note(judged, at=at)
            _move(row, BatchState.LOADING, BatchState.FINISHED, at=at)
    except _AllUndone:
        row.refresh_from_db()
        row.refusal = f"第 {bad[0][0].line} 行在检查之后变得不能导入，没有导入任何数据。请按问题清单改正后重新上传。"
        with transaction.atomic():
            row.problem_count = _count(bad)
            _keep_problems(row, bad, kept=0)
            _move(row, BatchState.LOADING, BatchState.REFUSED, at=at)


class _Pass:
    """One reading of a batch's file, with the importer's memory of what came before."""

    def __init__(self, row: ImportBatch, by: Actor, at: datetime) -> None:
        self.row = row
        self.importer: Importer = importer(row.kind)
        self.run: ImportRun = self.importer.begin(source=f"导入 {row.file_name}"[:60], by=by, at=at)
        self.columns = [(place, name) for place, name in enumerate(row.fields) if name]
        self.headings = {name: row.headings[place] for place, name in self.columns}
        self.required = [field.name for field in self.importer.fields if field.required]
        self.is_cancelled = False

    def chunks(self) -> Iterator[Chunk]:
        """Rows not done yet; those that were are only shown to the importer, so that it knows repetitions."""
        rows = self._kept() or self._read()
        done = self.row.rows_done
        while done > 0 and (skipped := take(rows, min(CHUNK_ROWS, done))):
            self.judge(skipped)
            done -= len(skipped.rows)
        return iter(lambda: take(rows, CHUNK_ROWS), None)

    def judge(self, chunk: Chunk) -> Judged:
        """What loading a chunk would do."""
        return chunk.judged(self.run.check(chunk.sound()))

    def storing(self) -> AbstractContextManager[None]:
        """Goes around all that is stored."""
        return self.run.storing() if isinstance(self.run, StagedRun) else nullcontext()

    def stores(self) -> Iterator[Callable[[], Judged]]:
        """For each chunk the act that stores it, in the caller's transaction, and gives what became of it."""
        if isinstance(self.run, StagedRun):
            yield from self._staged(self.run)
        else:
            for chunk in self.chunks():
                yield partial(self._load, chunk)

    def _load(self, chunk: Chunk) -> Judged:
        return chunk.judged(self.run.load(chunk.sound()))

    def _staged(self, run: StagedRun) -> Iterator[Callable[[], Judged]]:
        """A thread settles one chunk while the caller stores another; the caller's thread alone asks the database."""
        chunks = self.chunks()

        def read_next() -> tuple[Chunk, Any] | None:
            chunk = next(chunks, None)
            return (chunk, run.read(chunk.sound())) if chunk else None

        def settle(chunk: Chunk, told: Any, known: Any) -> tuple[Callable[[], Judged], tuple[Chunk, Any] | None]:
            settled = run.settle(chunk.sound(), told, known, loading=True)
            return partial(_store, run, settled.ready, chunk.judged(settled.outcomes)), read_next()

        with one_helper() as helper:
            read, act = read_next(), None
            while read is not None:
                chunk, told = read
                job = helper.submit(settle, chunk, told, run.look_up(told))
                if act is not None:
                    yield act
                act, read = job.result()
            if act is not None:
                yield act

    @contextmanager
    def keeping(self) -> Iterator[Callable[[Chunk], None]]:
        """Keep the rows of a check for the load; one that goes on after a kill, or is cancelled, keeps nothing."""
        if self.row.rows_done:
            yield _not_kept
            return
        with kept_rows.Keeper(self.row) as keeper:
            yield lambda chunk: keeper.keep(chunk.rows, chunk.guarded)
            if not self.is_cancelled:
                keeper.finish()

    def _kept(self) -> Iterator[Guarded] | None:
        return kept_rows.rows(self.row) if self.row.state == BatchState.LOADING else None

    def _read(self) -> Iterator[Guarded]:
        lines = data_lines(store.open_path(self.row.sha256), self.row.format)
        return (self._row(number, values) for number, values in lines)

    def _row(self, number: int, values: list[str]) -> Guarded:
        texts = {name: values[place] if place < len(values) else "" for place, name in self.columns}
        if len(values) <= len(self.row.headings) and is_tidy("".join(values)) and all(map(texts.get, self.required)):
            return SourceRow(line=number, values=texts), None
        row = SourceRow(line=number, values={name: normalise(text) for name, text in texts.items()})
        problems = [
            RowProblem(field=name, reason=f"第 {hidden.position} 个字符是看不见的控制字符（{hidden.name}），请删除。")
            for name, text in texts.items()
            if (hidden := find_bidi_or_control(text))
        ]
        problems += [
            RowProblem(field=field.name, reason=f"“{field.heading}”必填，请补上。")
            for field in self.importer.fields
            if field.required and not row.values.get(field.name)
        ]
        if any(value.strip() for value in values[len(self.row.headings) :]):
            problems.append(RowProblem(field="", reason="这一行的列数比表头多，请检查是否有错位。"))
        return row, RowOutcome(outcome=Outcome.BAD, problems=tuple(problems)) if problems else None

    def note(self, judged: Judged, *, at: datetime) -> bool:
        """Add what became of a chunk to the batch; False when the batch was cancelled meanwhile."""
        row, kept = self.row, self.row.problem_count
        row.rows_done += judged.counts.total()
        row.problem_count += _count(judged.told)
        row.moved_at = max(at, clock.now())
        for outcome, count in judged.counts.items():
            setattr(row, outcome.value, getattr(row, outcome.value) + count)
        counted = {name: getattr(row, name) for name in (*_COUNTS, "moved_at")}
        if not ImportBatch.objects.filter(pk=row.pk, state=row.state).update(**counted):
            self.is_cancelled = True
            return False
        _keep_problems(row, judged.told, kept=kept, headings=self.headings)
        return True


def _store(run: StagedRun, ready: Any, judged: Judged) -> Judged:
    run.store(ready)
    return judged


def _not_kept(chunk: Chunk) -> None:
    """Rows of a check that was taken up again."""


_COUNTS = ("rows_done", "problem_count", *(item.value for item in Outcome))


def _keep_problems(
    row: ImportBatch,
    judged: list[tuple[SourceRow, RowOutcome]],
    *,
    kept: int,
    headings: dict[str, str] | None = None,
) -> None:
    """Keep what fits of the problems.  kept: how many are."""
    names = headings or {name: row.headings[place] for place, name in enumerate(row.fields) if name}
    found = [
        ImportProblem(
            batch=row,
            line=source.line,
            heading=names.get(problem.field, ""),
            value=_shown(source.values.get(problem.field, "")),
            reason=problem.reason[:500],
            outcome=item.outcome.value,
        )
        for source, item in judged
        for problem in item.problems
    ]
    ImportProblem.objects.bulk_create(found[: max(0, PROBLEMS_KEPT - kept)])


def _count(judged: list[tuple[SourceRow, RowOutcome]]) -> int:
    return sum(len(outcome.problems) for _, outcome in judged)


def _shown(text: str) -> str:
    while hidden := find_bidi_or_control(text):
        text = text.replace(text[hidden.position - 1], "�")
    return text[:LONGEST_VALUE]


def _move(row: ImportBatch, current: BatchState, wanted: BatchState, *, at: datetime) -> None:
    """Go on to a state unless the batch left ``current`` meanwhile (cancelled)."""
    ended = None if wanted is BatchState.CHECKED else at
    ImportBatch.objects.filter(pk=row.pk, state=current).update(
        state=wanted.value,
        moved_at=at,
        ended_at=ended,
        rows_total=row.rows_total,
        refusal=row.refusal,
        problem_count=row.problem_count,
        version=row.version + 1,
    )


@contextmanager
def _refusing(row: ImportBatch, at: datetime) -> Iterator[None]:
    """What stops the whole pass is told to the owner instead of being tried again."""
    try:
        yield
    except DomainError as error:
        row.refresh_from_db()
        row.refusal = error.message[:500]
        _move(row, BatchState(row.state), BatchState.REFUSED, at=at)


def _owner(row: ImportBatch, at: datetime) -> Actor:
    """Who uploaded the file, with the rights they have now. Raises NotFound, NotAllowed."""
    by = identity.actor_of_person(row.owner, on=clock.business_date(at), origin=Origin(channel="job"))
    by.must(importer(row.kind).permission)
    return by
