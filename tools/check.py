"""All checks that need no running platform; each failure says how to repair it. Everything runs before it ends."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import steps

BIN = steps.VENV / "bin"
WEB = steps.PROJECT / "web"
OPENAPI = WEB / "packages" / "api" / "openapi.json"
SCHEMA = WEB / "packages" / "api" / "src" / "schema.d.ts"


@dataclass(frozen=True)
class Check:
    """One check: its name, what it runs, and what to do when it fails."""

    name: str
    run: Callable[[], int]
    repair: str


def _run(*arguments: str, folder: Path = steps.PROJECT, **more: str) -> int:
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "DJANGO_SETTINGS_MODULE": "zhijian.config.settings",
        "ZHIJIAN_HOME": str(steps.PROJECT / "var" / "test"),
        **more,
    }
    return subprocess.run(arguments, cwd=folder, env=environment, check=False).returncode


def _tool(name: str, *arguments: str) -> int:
    return _run(str(BIN / name), *arguments)


def _npm(script: str) -> int:
    return _run(str(BIN / "npm"), "run", "--silent", script, folder=WEB)


def _migrations() -> int:
    started = _tool("zhijian", "database", "start")
    return started or _run(
        str(BIN / "django-admin"),
        "makemigrations",
        "--check",
        "--dry-run",
        ZHIJIAN_DB_NAME="postgres",
        ZHIJIAN_DEMO="1",
    )


def _contract() -> int:
    """The interface description and the client's types are what the program gives now."""
    kept = OPENAPI.read_bytes(), SCHEMA.read_bytes()
    failed = _tool("zhijian", "openapi", str(OPENAPI)) or _run(
        str(BIN / "npm"), "run", "--silent", "generate", "--workspace", "packages/api", folder=WEB
    )
    same = (OPENAPI.read_bytes(), SCHEMA.read_bytes()) == kept
    OPENAPI.write_bytes(kept[0])
    SCHEMA.write_bytes(kept[1])
    return failed or int(not same)


CHECKS = (
    Check("格式", lambda: _tool("ruff", "format", "--check", "-q", "."), "运行 .venv/bin/ruff format ."),
    Check("规范", lambda: _tool("ruff", "check", "-q", "."), "运行 .venv/bin/ruff check --fix . 并修改余下各处"),
    Check("类型", lambda: _tool("mypy", "--no-error-summary"), "按提示补全类型"),
    Check("导入约定", lambda: _tool("lint-imports", "--no-cache"), "把导入改到下面的层，或写决策记录后修改约定"),
    Check("迁移", _migrations, "运行 .venv/bin/django-admin makemigrations 应用名 -n 名称"),
    Check("接口描述", _contract, "运行 make openapi 并提交生成的文件"),
    Check("网页规范", lambda: _npm("lint"), "在 web 中按 oxlint 的提示修改"),
    Check("网页类型", lambda: _npm("check"), "在 web 中按 vue-tsc 的提示修改"),
    Check("网页单元测试", lambda: _npm("test"), "在 web 中运行 npm test 查看"),
)


def main() -> int:
    """Run all checks; gives 1 when any failed."""
    failed = []
    for check in CHECKS:
        began = time.monotonic()
        code = check.run()
        steps.say(f"{'通过' if code == 0 else '未通过'}：{check.name}（{time.monotonic() - began:.0f} 秒）")
        if code != 0:
            failed.append(check)
    for check in failed:
        steps.say(f"{check.name}未通过：{check.repair}。")
    _tool("zhijian", "database", "stop")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
