"""One seed, one world, same bytes."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.demo.tests.worlds import AS_OF, FORMS, district, fingerprint, province
from zhijian.demo.world.dice import Shuffle
from zhijian.demo.world.history import history
from zhijian.demo.world.register_files import truth_path, write_register_csv, write_register_xlsx
from zhijian.demo.world.scale import Scale
from zhijian.demo.world.world import make_world

_FINGERPRINT = """
from zhijian.demo.tests.worlds import FORMS, district, fingerprint
from zhijian.demo.world.history import history
world = district()
print(fingerprint([*world.entities(0, 500), *world.officers(), *history(world, FORMS, months=1)]))
"""


def _in_another_process(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", _FINGERPRINT]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.req("OPS-6")
def test_the_world_is_the_same_in_every_process_whatever_the_hash_seed() -> None:
    world = district()
    here = fingerprint([*world.entities(0, 500), *world.officers(), *history(world, FORMS, months=1)])

    assert _in_another_process("1") == here
    assert _in_another_process("2") == here


def test_another_seed_makes_another_world() -> None:
    assert fingerprint(district(1).entities(0, 50)) != fingerprint(district(2).entities(0, 50))


def test_the_bytes_of_seed_seven_do_not_change_unnoticed() -> None:
    first = district().entity(0)

    assert (first.uscc, first.phone, first.county_code) == ("92570102MAF8MMTU1J", "16850257110", "570102")


@given(start=st.integers(0, 5_999_000), length=st.integers(1, 5))
def test_any_slice_of_a_province_is_made_alone_as_in_the_whole(start: int, length: int) -> None:
    world = province()

    alone = list(world.entities(start, start + length))

    assert alone == [province().entity(index) for index in range(start, start + length)]


def test_names_codes_and_places_do_not_depend_on_the_day_the_world_is_seen_from() -> None:
    now, later = district(), district(as_of=date(2028, 2, 29))

    for index in range(0, 12_000, 97):
        a, b = now.entity(index), later.entity(index)
        assert (a.uscc, a.name, a.address, a.legal_person) == (b.uscc, b.name, b.address, b.legal_person)
        assert (AS_OF - a.established_on) == (date(2028, 2, 29) - b.established_on)


@given(size=st.integers(1, 10_000_000), seed=st.integers(0, 2**32), data=st.data())
def test_a_shuffle_is_undone_by_its_inverse(size: int, seed: int, data: st.DataObject) -> None:
    shuffle = Shuffle.of(size, seed, "any")
    index = data.draw(st.integers(0, size - 1))

    place = shuffle.place(index)

    assert 0 <= place < size
    assert shuffle.index(place) == index


@given(size=st.integers(1, 400), seed=st.integers(0, 1000))
def test_a_shuffle_meets_every_place_once(size: int, seed: int) -> None:
    shuffle = Shuffle.of(size, seed, "any")

    assert sorted(map(shuffle.place, range(size))) == list(range(size))


@pytest.mark.parametrize("dirty", [False, True])
def test_files_of_one_world_have_the_same_bytes(tmp_path: Path, dirty: bool) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        write_register_xlsx(district(), folder / "a.xlsx", 300, dirty=dirty)
        write_register_csv(district(), folder / "a.csv", "gb18030", 300, dirty=dirty)

    for name in ("a.xlsx", "a.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
        assert truth_path(one / name).read_bytes() == truth_path(two / name).read_bytes()


def test_a_register_smaller_than_its_bands_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 338"):
        make_world(Scale.DISTRICT, 1, 338, as_of=AS_OF)


def test_an_entity_outside_the_world_is_refused() -> None:
    world = district()

    with pytest.raises(IndexError):
        world.entity(world.total)
