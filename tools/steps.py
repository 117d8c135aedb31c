"""The steps from a bare Python to a built platform; each is skipped while nothing it reads has changed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from stamps import PROJECT, Step

VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = PROJECT / "web"
FONTS = Path(os.environ.get("ZHIJIAN_FONTS", PROJECT / "var" / "fonts"))
APPS = ("console", "field", "h5")
LEAST_FREE_BYTES = 3 * 1024**3

NETWORK_SIGNS = (
    "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "Temporary failure in name resolution",
    "Failed to establish a new connection", "Read timed out", "Could not fetch URL", "No matching distribution",
)  # fmt: skip


class SetUpFailed(Exception):
    """A step cannot be done; the message is one Chinese sentence that says what to do."""


def say(text: str) -> None:
    """One line of progress."""
    print(f"· {text}", flush=True)


def require_room() -> None:
    """Refuse to begin on a disk that is nearly full. Raises SetUpFailed."""
    free = shutil.disk_usage(PROJECT).free
    if free < LEAST_FREE_BYTES:
        raise SetUpFailed(f"磁盘剩余空间只有 {free / 1024**3:.1f} GB，安装至少需要 3 GB，请先清理磁盘。")


def environment() -> dict[str, str]:
    """The environment of the tools: our own Python and Node come first."""
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}


def run(arguments: list[str], *, failed: str, cwd: Path = PROJECT) -> None:
    """Run a tool quietly; its last lines are shown only when it fails. Raises SetUpFailed."""
    done = subprocess.run(
        arguments,
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    print("\n".join(done.stdout.splitlines()[-25:]), file=sys.stderr, flush=True)
    if "No space left on device" in done.stdout or "ENOSPC" in done.stdout:
        raise SetUpFailed(f"{failed}：磁盘已满，请清理后重试。")
    if any(sign in done.stdout for sign in NETWORK_SIGNS):
        raise SetUpFailed(f"{failed}：连不上软件包仓库，请检查网络或 pip、npm 的镜像设置后重试。")
    raise SetUpFailed(f"{failed}，上面是最后的输出。")


def do(step: Step, title: str, act: Callable[[], None]) -> None:
    """Do a step unless it is done. Raises SetUpFailed."""
    if step.is_done():
        return
    say(f"{title}…")
    started = time.monotonic()
    act()
    step.note_done()
    say(f"{title}完成（{time.monotonic() - started:.0f} 秒）")


def _make_venv() -> None:
    run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        failed="建立虚拟环境失败（Debian、Ubuntu 上请先安装 python3-venv）",
    )


def venv() -> None:
    """The virtual environment."""
    texts = (sys.version, str(PROJECT))
    do(Step("venv", texts=texts, outputs=(PYTHON,)), "建立 Python 虚拟环境", _make_venv)


def packages(*, development: bool) -> None:
    """Locked Python packages, each checked by its hash, and the project itself."""
    locks = {name: PROJECT / "requirements" / f"{name}.lock" for name in ("build", "base", "dev")}
    made = (VENV / "bin" / "granian", VENV / "bin" / "node")
    born = str(PYTHON.parent.stat().st_ino)  # a new environment is empty, whatever was noted about the old one
    dev = Step("packages-dev", (locks["dev"],), (born,), (*made, VENV / "bin" / "pytest"))
    base = Step("packages-base", (locks["base"],), (born,), made)
    if development:
        do(dev, "安装 Python 软件包（含开发工具）", lambda: _install(locks["dev"]))
    elif not dev.is_done():
        do(base, "安装 Python 软件包", lambda: _install(locks["base"]))
    project = Step("project", (PROJECT / "pyproject.toml", locks["build"]), (born,), (VENV / "bin" / "zhijian",))
    do(project, "安装本项目", lambda: _install_project(locks["build"]))


def _install(lock: Path) -> None:
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(lock)], failed="安装 Python 软件包失败")


def _install_project(build_lock: Path) -> None:
    _install(build_lock)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], failed="安装本项目失败")


def node_modules() -> None:
    """Locked packages of the front end."""
    manifests = (WEB / "package.json", *sorted(WEB.glob("*/*/package.json")))
    step = Step(
        "node-modules", (WEB / "package-lock.json", WEB / ".npmrc", *manifests), (), (WEB / "node_modules" / ".bin",)
    )
    arguments = [str(VENV / "bin" / "npm"), "ci", "--no-audit", "--no-fund"]
    do(step, "安装前端软件包", lambda: run(arguments, failed="安装前端软件包失败", cwd=WEB))


def web_apps() -> None:
    """The built web apps."""
    built = tuple(WEB / "apps" / app / "dist" / "index.html" for app in APPS)
    arguments = [str(VENV / "bin" / "npm"), "run", "build"]
    do(Step("web-apps", (WEB,), (), built), "构建网页", lambda: run(arguments, failed="构建网页失败", cwd=WEB))


def fonts() -> None:
    """The fonts of papers, out of the front end's packages."""
    code = (
        "import sys; from pathlib import Path; from zhijian.support.documents.fonts import collect_fonts;"
        "collect_fonts(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    arguments = [str(PYTHON), "-c", code, str(WEB / "node_modules"), str(FONTS)]
    source = PROJECT / "src" / "zhijian" / "support" / "documents" / "fonts.py"
    step = Step("fonts", (source, WEB / "package-lock.json"), (str(FONTS),), (FONTS,))
    do(step, "收集文书字体", lambda: run(arguments, failed="收集文书字体失败"))


def platform(*, development: bool) -> None:
    """All steps up to a platform that can be started. Raises SetUpFailed."""
    require_room()
    venv()
    packages(development=development)
    node_modules()
    web_apps()
    fonts()
