"""Which promised rows (``docs/requirements.txt``) are shown by which tests, read from the marks in the test files."""

import ast
from collections.abc import Iterator
from pathlib import Path

from zhijian.config.environment import PROJECT

CATALOGUE = PROJECT / "docs" / "requirements.txt"
TEST_FOLDERS = ("src", "tests")


def catalogue(path: Path = CATALOGUE) -> dict[str, str]:
    """Title by id, in the order of the file: one row ``ID title`` a line, ``#`` begins a heading."""
    rows: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            identifier, _, title = line.partition(" ")
            rows[identifier] = title.strip()
    return rows


def _req_ids(node: ast.AST) -> Iterator[str]:
    """Ids of every ``pytest.mark.req(...)`` below a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "req":
            yield from (str(item.value) for item in call.args if isinstance(item, ast.Constant))


def _marks_of(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text("utf-8"))
    for top in tree.body:
        if isinstance(top, ast.Assign) and any(getattr(item, "id", "") == "pytestmark" for item in top.targets):
            yield from ((identifier, path.stem) for identifier in _req_ids(top.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((identifier, f"{path.stem}.{node.name}") for identifier in _req_ids(decorator))


def marks(project: Path = PROJECT) -> dict[str, list[str]]:
    """Tests by requirement id."""
    found: dict[str, list[str]] = {}
    for folder in TEST_FOLDERS:
        for path in sorted((project / folder).rglob("test_*.py")):
            for identifier, test in _marks_of(path):
                found.setdefault(identifier, []).append(test)
    return found


def report() -> tuple[list[str], list[str]]:
    """Lines to print, and the ids that tests name but the catalogue does not have."""
    rows, found = catalogue(), marks()
    shown = {identifier: tests for identifier, tests in found.items() if identifier in rows}
    lines = [f"有测试的要求（{len(shown)}/{len(rows)}）："]
    lines += [f"  {key:10} {rows[key]} — {len(shown[key])} 个测试，如 {shown[key][0]}" for key in rows if key in shown]
    lines.append(f"还没有测试的要求（{len(rows) - len(shown)}）：")
    lines += [f"  {key:10} {rows[key]}" for key in rows if key not in shown]
    unknown = [f"{key}（{tests[0]}）" for key, tests in sorted(found.items()) if key not in rows]
    return lines, unknown
