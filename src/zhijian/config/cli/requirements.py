"""Which promised rows (``docs/requirements.txt``) are shown by which tests, read from the marks in the test files."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from zhijian.config.environment import PROJECT

CATALOGUE = PROJECT / "docs" / "requirements.txt"
TEST_FOLDERS = ("src", "tests")


class CatalogueUnreadable(Exception):
    """The list of rows is missing or has a line that says nothing; the message says where."""


def catalogue(path: Path = CATALOGUE) -> dict[str, str]:
    """Title by id, in the order of the file: one row ``ID title`` a line, ``#`` begins a heading.

    Raises CatalogueUnreadable.
    """
    if not path.is_file():
        raise CatalogueUnreadable(f"没有找到要求清单 {path}，请在项目目录中运行，或恢复这个文件。")
    rows: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        identifier, _, title = line.strip().partition(" ")
        if not title.strip():
            raise CatalogueUnreadable(f"要求清单第 {number} 行缺少标题：{line}")
        if identifier in rows:
            raise CatalogueUnreadable(f"要求清单第 {number} 行的编号 {identifier} 重复。")
        rows[identifier] = title.strip()
    return rows


def _req_ids(node: ast.AST) -> Iterator[str]:
    """Ids of every ``pytest.mark.req(...)`` below a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "req":
            yield from (str(item.value) for item in call.args if isinstance(item, ast.Constant))


def _marks_of(path: Path, name: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    for top in tree.body:
        if isinstance(top, ast.Assign) and any(getattr(item, "id", "") == "pytestmark" for item in top.targets):
            yield from ((identifier, name) for identifier in _req_ids(top.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((identifier, f"{name}::{node.name}") for identifier in _req_ids(decorator))


def marks(project: Path = PROJECT) -> dict[str, list[str]]:
    """Tests by requirement id, as pytest names them; each test once."""
    found: dict[str, dict[str, None]] = {}
    for folder in TEST_FOLDERS:
        for path in sorted((project / folder).rglob("test_*.py")):
            for identifier, test in _marks_of(path, path.relative_to(project).as_posix()):
                found.setdefault(identifier, {})[test] = None
    return {identifier: list(tests) for identifier, tests in found.items()}


def unknown(rows: Collection[str], found: dict[str, list[str]]) -> list[str]:
    """Ids that tests name and the catalogue does not have, each with the first test that names it."""
    return [f"{key}（{tests[0]}）" for key, tests in sorted(found.items()) if key not in rows]


def report() -> tuple[list[str], list[str]]:
    """Lines to print, and the ids that tests name but the catalogue does not have. Raises CatalogueUnreadable."""
    rows, found = catalogue(), marks()
    shown = {identifier: tests for identifier, tests in found.items() if identifier in rows}
    lines = [f"有测试的要求（{len(shown)}/{len(rows)}）："]
    lines += [f"  {key:10} {rows[key]} — {len(shown[key])} 个测试，如 {shown[key][0]}" for key in rows if key in shown]
    lines.append(f"还没有测试的要求（{len(rows) - len(shown)}）：")
    lines += [f"  {key:10} {rows[key]}" for key in rows if key not in shown]
    return lines, unknown(rows, found)


def tests_of(identifiers: list[str]) -> tuple[list[str], list[str]]:
    """Every test of the given rows, and those of the ids that the catalogue does not have.

    Raises CatalogueUnreadable.
    """
    rows, found = catalogue(), marks()
    lines = []
    for identifier in (one for one in identifiers if one in rows):
        tests = found.get(identifier, [])
        lines.append(f"{identifier} {rows[identifier]}（{len(tests)} 个测试）")
        lines += [f"  {test}" for test in tests]
    return lines, [one for one in identifiers if one not in rows]
