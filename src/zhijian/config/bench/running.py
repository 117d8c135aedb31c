"""Runs the benches one after another, each in a fresh process, and gathers what they found."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhijian.config.bench import place
from zhijian.config.bench.catalogue import BENCHES, Bench
from zhijian.config.setup import StepFailed
from zhijian.kernel.figures import Figure


def chosen(names: Sequence[str]) -> list[Bench]:
    """The benches named, each with the one it needs before it; all of them when none is named. Raises StepFailed."""
    known = {bench.name: bench for bench in BENCHES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise StepFailed(f"没有名为 {'、'.join(unknown)} 的测速项目，可选：{'、'.join(known)}。")
    wanted = {*names, *(known[name].after for name in names)}
    return [bench for bench in BENCHES if bench.name in wanted or not names]


def run(benches: Sequence[Bench], *, keep: bool) -> Iterator[tuple[Bench, list[Figure]]]:
    """The figures of each bench as it ends. Raises EmbeddedFailed, StepFailed."""
    with place.own_server(keep=keep):
        for bench in benches:
            place.make_database(bench.database)
            yield bench, _in_a_process(bench)


def _in_a_process(bench: Bench) -> list[Figure]:
    found = place.notes() / f"{bench.name}.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "zhijian.config.bench.running", bench.name, str(found)],
        env=place.settings_of(bench.database),
        check=False,
    )
    if done.returncode != 0:
        raise StepFailed(f"测速项目 {bench.name} 没有成功，原因见上面的输出。")
    return [Figure(**json.loads(line)) for line in found.read_text("utf-8").splitlines()]


def _child(name: str, found: Path) -> None:
    from zhijian.config.setup import use_django

    use_django()
    bench = next(bench for bench in BENCHES if bench.name == name)
    with found.open("w", encoding="utf-8") as file:
        for figure in bench.run():
            content = figure.to_json()
            del content["ratio"]
            file.write(json.dumps(content, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
