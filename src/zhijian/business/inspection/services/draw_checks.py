"""What must hold before something is done to a draw."""

from datetime import date, datetime, timedelta
from uuid import UUID

from zhijian.business.inspection.models import (
    Draw,
    DrawNonce,
    ObjectPool,
    ObjectPoolMember,
    OfficerPool,
    OfficerPoolMember,
)
from zhijian.business.inspection.queries import draws as queries
from zhijian.business.inspection.rules import beacons
from zhijian.business.inspection.rules.draw import (
    STAGE_LABELS,
    THIRD_PERSON,
    DrawStage,
    NonceHash,
    PromisedValue,
    moment_text,
)
from zhijian.business.inspection.rules.draw_acts import THIRD_PERSON_POSITION, WITNESSES, draw_acts
from zhijian.business.inspection.types.draws import DrawParameters
from zhijian.kernel.errors import Conflict, Invalid, NotAllowed
from zhijian.support.identity.models import Organisation, Person
from zhijian.support.identity.types import Actor

BEACON_DELAY = timedelta(seconds=60)
"""How long after the commitment the promised drand round appears: longer than clocks differ, short enough to wait."""

NONCE_DELAY = timedelta(seconds=1)
"""A third person's nonce is opened after the commitment; the published moments are whole seconds."""


class WrongDrawStage(Conflict):
    """The draw does not stand where this act is open; ``stage`` says where it stands."""

    code = "inspection.draw_wrong_stage"


class NotWitness(NotAllowed):
    """Only the persons named in the draw, or who may witness it, give and open random numbers."""

    code = "inspection.draw_not_witness"


class DrawPersonsAlike(Invalid):
    """The random numbers must come from different persons of different organisations."""

    code = "inspection.draw_persons_alike"


class DrawNoncesFull(Conflict):
    """Everybody needed has already promised a random number."""

    code = "inspection.draw_nonces_full"


class DrawParametersInvalid(Invalid):
    """The parameters contradict each other; ``field`` says where."""

    code = "inspection.draw_parameters_invalid"


class DrawVersionStale(Conflict):
    """Somebody changed the draft meanwhile; both values are in the facts."""

    code = "inspection.draw_version_stale"

    @classmethod
    def between(cls, theirs: DrawParameters, mine: DrawParameters) -> "DrawVersionStale":
        """The error with every field in which both differ."""
        ours, held = (queries.PARAMETERS.dump_python(each, mode="json") for each in (mine, theirs))
        return cls(
            "这份抽取方案刚被别人修改过，请核对后再保存。",
            fields=[
                {"field": name, "mine": ours[name], "theirs": held[name]} for name in ours if ours[name] != held[name]
            ],
        )


_REFUSALS = {
    "give_nonce": "随机数摘要只能由约定的人员在锁定名录之前提交。",
    "commit": "还不能锁定名录：须由不同单位的两人先提交随机数摘要，重抽还须经批准。",
    "set_public_value": "现在不能录入公共随机值：须在锁定名录之后，由约定的人员录入一次。",
    "open_nonce": "现在不能公开随机数：须在公共随机值产生之后，由提交摘要的本人公开一次。",
    "approve_redraw": "只有被指定的批准人可以批准这次重抽，且只批准一次。",
    "redraw": "只有已抽取或者已作废、且没有重抽过的抽取才能重抽。",
}


def must_be_open(act: str, row: Draw, *, by: Actor) -> None:
    """Raise WrongDrawStage, or NotWitness for who has no part in it, unless the act is open to the caller now."""
    nonces = queries.nonces_of([row])[row.pk]
    standing = queries.standing_of(row, nonces, is_repeated=bool(queries.repeated_by([row])), by=by)
    if act in draw_acts(standing):
        return
    if act == "give_nonce" and standing.stage is DrawStage.DRAFT:
        raise NotWitness("这次抽取没有请您提供随机数，请由约定的人员提交。")
    label = STAGE_LABELS[standing.stage]
    detail = _REFUSALS.get(act, "当前环节不能进行这项操作，请刷新页面查看进展。")
    raise WrongDrawStage(f"{detail}（当前环节：{label}）", stage=row.stage, act=act)


def check_parameters(asked: DrawParameters, *, today: date) -> None:
    """Raise DrawParametersInvalid when no draw could be made of these parameters, whatever the libraries."""
    if asked.period_to < asked.period_from:
        raise DrawParametersInvalid("检查期限的最后一天早于第一天，请修改。", field="period_to")
    if asked.period_to < today:
        raise DrawParametersInvalid("检查期限已经过去，请修改。", field="period_to")
    if asked.objects_per_group is None and asked.rates is None:
        raise DrawParametersInvalid("每组对象数与抽取比例至少填写一项。", field="objects_per_group")
    for field, rows in (("excluded_objects", asked.excluded_objects), ("excluded_officers", asked.excluded_officers)):
        if len({row.uid for row in rows}) != len(rows):
            raise DrawParametersInvalid("同一人员或者对象排除了两次，请删去重复的一项。", field=field)
    _check_public_value(asked)
    _check_persons([*asked.witnesses, *([asked.third_person] if asked.third_person else [])])


def check_exclusions(asked: DrawParameters, officers: OfficerPool, objects: ObjectPool) -> None:
    """Raise DrawParametersInvalid when somebody or something is left out that the library does not hold."""
    people = OfficerPoolMember.objects.filter(pool=officers, removed_at__isnull=True)
    entities = ObjectPoolMember.objects.filter(pool=objects, removed_at__isnull=True)
    for field, rows, held in (
        ("excluded_officers", asked.excluded_officers, people.values_list("person__uid", flat=True)),
        ("excluded_objects", asked.excluded_objects, entities.values_list("entity__uid", flat=True)),
    ):
        if rows and {row.uid for row in rows} - set(held):
            raise DrawParametersInvalid("排除的人员或者对象不在所选的名录库中，请删去。", field=field)


def _check_public_value(asked: DrawParameters) -> None:
    value = asked.public_value
    if value.kind == "manual":
        for field in ("source", "identifier", "notation"):
            if not str(getattr(value, field)).strip():
                raise DrawParametersInvalid(
                    "人工录入的公共随机值须事先写明来源、期号和写法。", field=f"public_value.{field}"
                )
        if value.source.strip() == THIRD_PERSON:
            raise DrawParametersInvalid("来源名称不能使用 third-person。", field="public_value.source")
        if value.available_at is None or value.available_at.tzinfo is None:
            raise DrawParametersInvalid("请写明公共随机值产生的时间。", field="public_value.available_at")
    if asked.third_person and value.kind != "third_person":
        raise DrawParametersInvalid("使用公共随机值时不需要第三人，请删去。", field="third_person")


def _check_persons(persons: list[UUID]) -> None:
    if len(set(persons)) != len(persons):
        raise DrawParametersInvalid("提供随机数的应是不同的人。", field="witnesses")


def promised_value(asked: DrawParameters, *, third: NonceHash | None, at: datetime) -> PromisedValue:
    """The public value that a commitment now names. Raises DrawParametersInvalid when it would exist already."""
    value, whole = asked.public_value, at.replace(microsecond=0)
    match value.kind:
        case "drand":
            round_ = beacons.QUICKNET.round_at(whole + BEACON_DELAY)
            source, identifier, notation = beacons.SOURCE, str(round_), beacons.NOTATION
            promised_at = beacons.QUICKNET.moment_of(round_)
        case "manual":
            assert value.available_at is not None  # checked with the parameters
            source, identifier, notation = value.source.strip(), value.identifier.strip(), value.notation.strip()
            promised_at = value.available_at
        case "third_person":
            source, identifier, notation = THIRD_PERSON, "第三人的随机数", "64 至 512 位小写十六进制"
            promised_at = whole + NONCE_DELAY
    if promised_at < whole + NONCE_DELAY:
        raise DrawParametersInvalid("公共随机值应在锁定名录之后产生，请改用下一期。", field="public_value.available_at")
    return {
        "source": source,
        "identifier": identifier,
        "notation": notation,
        "promised_at": moment_text(promised_at),
        "third_person": third,
    }


def next_position(asked: DrawParameters, nonces: list[DrawNonce], *, by: Actor) -> int:
    """The position of the caller's random number. Raises DrawNoncesFull, DrawPersonsAlike.

    1 and 2 are the witnesses, of different organisations; 3 is the third person, on closed networks only.
    """
    wants_third = asked.public_value.kind == "third_person"
    positions = [position for position in WITNESSES if by.uid != asked.third_person]
    if wants_third and (asked.third_person is None or by.uid == asked.third_person):
        positions.append(THIRD_PERSON_POSITION)
    taken = {nonce.position for nonce in nonces}
    free = [position for position in positions if position not in taken]
    if not free:
        raise DrawNoncesFull("需要的随机数摘要已经齐备。")
    if any(nonce.person.name == by.name for nonce in nonces):
        raise DrawPersonsAlike("已有同名的人提供随机数，公示时无法区分，请换一位。")
    other = next((nonce for nonce in nonces if nonce.position in WITNESSES), None)
    if free[0] in WITNESSES and other is not None and other.organisation.name == by.organisation_name:
        raise DrawPersonsAlike("两个随机数应由不同单位的人提供，请由另一单位的人员提交。")
    return free[0]


def caller(by: Actor) -> tuple[Person, Organisation]:
    """The rows of the person who acts, and of the organisation they act in. Raises NotAllowed for the system."""
    if by.uid is None or by.organisation is None:
        raise NotAllowed("抽取须由在任人员办理。")
    return Person.objects.get(uid=by.uid), Organisation.objects.get(uid=by.organisation)
