"""The bureaus of the made-up world: organs, departments, offices, and the people who work there."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhijian.demo.world import names
from zhijian.demo.world.dice import Dice, normal
from zhijian.demo.world.places import County
from zhijian.demo.world.scale import Sizes

DEPARTMENTS = ("食品科", "药械科", "特设科", "信用监管科", "法制科", "稽查大队", "办公室", "信息中心")
STRICTNESS_SD = 0.9
"""Log-odds between inspectors, from Chicago, whose six groups of inspectors differ from 2 % to 41 %."""


class Duty(StrEnum):
    """What somebody may be asked to do; the names of section 1 of the domain's roles."""

    CHIEF = "主要负责人"
    LEADER = "分管负责人"
    UNIT_HEAD = "机构负责人"
    INSPECTOR = "检查人员"
    CASE_OFFICER = "办案人员"
    CLUE_CLERK = "线索登记人员"
    SOURCE_APPROVER = "案源审批人员"
    CASE_REVIEWER = "案件审核人员"
    LEGAL_REVIEWER = "法制审核人员"
    HEARING_HOST = "听证主持人"
    PUBLISHER = "公示人员"
    ARCHIVIST = "档案人员"
    SYSTEM_ADMINISTRATOR = "系统管理员"
    SECURITY_ADMINISTRATOR = "安全管理员"
    AUDIT_ADMINISTRATOR = "审计管理员"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organ, a department or an office (所).  streets: nine-digit codes of what an office looks after."""

    code: str
    parent: str | None
    name: str
    kind: str
    streets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works in an organisation.  certificate: 执法证号, None for staff who do not enforce."""

    number: int
    login: str
    name: str
    phone: str
    organisation: str
    post: str
    duties: tuple[Duty, ...]
    specialities: tuple[str, ...]
    certificate: str | None

    @property
    def may_enforce(self) -> bool:
        """Whether the officer holds an enforcement certificate."""
        return self.certificate is not None


_Seat = tuple[str, str, tuple[Duty, ...], tuple[str, ...], bool]

_INSPECTS = (Duty.INSPECTOR, Duty.CASE_OFFICER)
# Department, post, duties, specialities, enforcement certificate.
_HEADQUARTERS: tuple[_Seat, ...] = (
    ("", "局长", (Duty.CHIEF,), (), False),
    ("", "副局长", (Duty.LEADER,), (), False),
    ("", "副局长", (Duty.LEADER, Duty.SOURCE_APPROVER), (), False),
    ("食品科", "科长", (Duty.UNIT_HEAD, Duty.INSPECTOR), ("食品",), True),
    ("药械科", "科长", (Duty.UNIT_HEAD, Duty.INSPECTOR), ("药品", "医疗器械"), True),
    ("特设科", "科长", (Duty.UNIT_HEAD, Duty.INSPECTOR), ("特种设备",), True),
    ("稽查大队", "大队长", (Duty.UNIT_HEAD, Duty.CASE_OFFICER), ("食品", "药品"), True),
    ("稽查大队", "中队长", _INSPECTS, ("食品", "特种设备"), True),
    ("稽查大队", "科员", _INSPECTS, ("药品", "医疗器械"), True),
    ("信用监管科", "科长", (Duty.UNIT_HEAD, Duty.PUBLISHER), (), False),
    ("法制科", "科长", (Duty.UNIT_HEAD, Duty.LEGAL_REVIEWER, Duty.HEARING_HOST), (), False),
    ("法制科", "科员", (Duty.CASE_REVIEWER,), (), False),
    ("办公室", "科员", (Duty.CLUE_CLERK, Duty.ARCHIVIST), (), False),
    ("信息中心", "系统管理员", (Duty.SYSTEM_ADMINISTRATOR,), (), False),
    ("信息中心", "安全管理员", (Duty.SECURITY_ADMINISTRATOR,), (), False),
    ("办公室", "审计管理员", (Duty.AUDIT_ADMINISTRATOR,), (), False),
)
_SPECIALITIES = (("食品",), ("食品", "药品"), ("食品", "特种设备"), ("药品", "医疗器械"))
STAFF_PER_COUNTY = 1_000
"""Officer numbers of one county begin at a multiple of this."""


def organisations(county: County, sizes: Sizes) -> Iterator[Organisation]:
    """The bureau of a county, its departments, then its offices; parents come before children."""
    bureau = f"{county.code}00"
    short = county.name[:-1] if sizes.counties == 1 else county.name
    kind = "分局" if sizes.counties == 1 else "局"
    name = f"{county.city}市场监督管理局{short}分局" if kind == "分局" else f"{county.full_name}市场监督管理局"
    yield Organisation(bureau, None, name, kind)
    for place, department in enumerate(DEPARTMENTS, start=1):
        yield Organisation(f"{bureau}K{place:02}", bureau, department, "科室")
    for place in range(sizes.offices_per_county):
        streets = county.streets[place :: sizes.offices_per_county]
        yield Organisation(
            _office_code(county, place),
            bureau,
            f"{streets[0].name.removesuffix('街道').removesuffix('镇')}市场监督管理所",
            "所",
            tuple(street.code for street in streets),
        )


def officers(county: County, place: int, sizes: Sizes, *, seed: int) -> Iterator[Officer]:
    """Everybody who works in the bureau of ``county``, the ``place``-th of the world: headquarters, then offices."""
    dice = Dice(seed, "officer")
    for number, (organisation, seat) in enumerate(_seats(county, sizes), start=place * STAFF_PER_COUNTY):
        _, post, duties, specialities, enforces = seat
        draws = dice.throw(number)
        yield Officer(
            number=number,
            login=f"u{county.code}{number % STAFF_PER_COUNTY:03}",
            name=names.person_name(draws[0], draws[1], draws[2], male=draws[3] % 100 < 60),
            phone=f"161{number:08}",
            organisation=organisation,
            post=post,
            duties=duties,
            specialities=specialities,
            certificate=f"{county.code}{2019 + draws[4] % 7}{number % STAFF_PER_COUNTY:04}" if enforces else None,
        )


def strictness(officer: int, *, seed: int) -> float:
    """Log-odds by which an officer finds more than the average one; truth that no user of the platform sees."""
    return STRICTNESS_SD * normal(Dice(seed, "strictness").throw(officer)[0])


def _seats(county: County, sizes: Sizes) -> Iterator[tuple[str, _Seat]]:
    codes = {name: f"{county.code}00K{place:02}" for place, name in enumerate(DEPARTMENTS, start=1)}
    for seat in _HEADQUARTERS:
        yield codes.get(seat[0], f"{county.code}00"), seat
    for office in range(sizes.offices_per_county):
        for place in range(sizes.officers_per_office):
            head = place == 0
            duties = (Duty.UNIT_HEAD, *_INSPECTS) if head else _INSPECTS
            skills = _SPECIALITIES[(office + place) % len(_SPECIALITIES)]
            yield _office_code(county, office), ("", "所长" if head else "科员", duties, skills, True)


def _office_code(county: County, place: int) -> str:
    return f"{county.code}00S{place + 1:02}"
