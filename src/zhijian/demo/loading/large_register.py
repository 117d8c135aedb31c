"""A register of any size, loaded as a user would: written as a workbook and taken in by the same import."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from zhijian.data.exchange import queries, services
from zhijian.data.exchange.rules import BatchState, Mode
from zhijian.data.registry.models import Entity
from zhijian.demo.world.register_files import write_register_xlsx
from zhijian.demo.world.world import World
from zhijian.kernel.clock import business_date
from zhijian.kernel.errors import Invalid
from zhijian.support.identity import queries as identity
from zhijian.support.identity.types import Actor, Origin

CHUNK = 1024 * 1024
STEWARD = "data_steward"


class RegisterRefused(Invalid):
    """The import did not take the made-up register in; the message is the import's own."""

    code = "demo.register_refused"


def import_register(world: World, *, at: datetime) -> int:
    """Import every entity of the world as the data steward's file; gives how many are registered.

    Rows with an error that the world planted are left out and told on the page of the import. Nothing happens when
    there are entities already.  Raises RegisterRefused.
    """
    if Entity.objects.exists():
        return Entity.objects.count()
    steward = identity.actor_of(
        identity.account_of_role(STEWARD, on=business_date(at)),
        on=business_date(at),
        origin=Origin(channel="setup"),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"演示登记数据-{world.register}户.xlsx"
        write_register_xlsx(world, path)
        _import(path, by=steward, at=at)
    return Entity.objects.count()


def _import(path: Path, *, by: Actor, at: datetime) -> None:
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK), b"")
        made = services.upload_import(kind="registry.entities", file_name=path.name, chunks=chunks, by=by, at=at)
    fields = [column.field for column in made.columns]
    services.set_mapping(batch=made.uid, fields=fields, version=made.version, by=by, at=at)
    services.start_check(batch=made.uid, by=by, at=at)
    services.run_check(batch=made.uid, at=at)
    services.start_load(batch=made.uid, mode=Mode.GOOD_ROWS, by=by, at=at)
    services.run_load(batch=made.uid, at=at)
    done = queries.detail(made.uid, by=by)
    if done.state != BatchState.FINISHED:
        raise RegisterRefused(done.refusal or "演示登记数据没有导入。", batch=str(made.uid))
