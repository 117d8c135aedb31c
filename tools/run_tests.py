"""Runs the tests and stops the database they used; browser tests run when there is a Chromium, in CI always."""

import os
import subprocess
import sys

import chromium
import steps

PROCESSES = "2"


def _arguments(*, torture: bool, browser: str | None) -> list[str]:
    arguments = [str(steps.PYTHON), "-m", "pytest", "-n", PROCESSES, "--dist", "loadfile"]
    if torture:
        return [*arguments, "-m", "torture"]
    return arguments if browser else [*arguments, "-m", "not torture and not browser"]


def main(given: list[str]) -> int:
    """Run them; gives pytest's exit code. Raises SetUpFailed when CI has no browser."""
    torture = "--torture" in given
    browser = chromium.provide()
    if browser is None and os.environ.get("CI"):
        raise steps.SetUpFailed("CI 中必须运行浏览器测试，但没有找到 chromium，请在镜像中安装。")
    rest = [item for item in given if item != "--torture"]
    try:
        code = subprocess.run(
            [*_arguments(torture=torture, browser=browser), *rest], cwd=steps.PROJECT, check=False
        ).returncode
    finally:
        _stop_database()
    if browser is None:
        steps.say("浏览器测试没有运行：没有找到 chromium（可用 apt install chromium fonts-noto-cjk 安装）。")
    return code


def _stop_database() -> None:
    home = os.environ.get("ZHIJIAN_HOME", str(steps.PROJECT / "var" / "test"))
    subprocess.run(
        [str(steps.VENV / "bin" / "zhijian"), "database", "stop"],
        cwd=steps.PROJECT,
        env={**os.environ, "ZHIJIAN_HOME": home},
        stdout=subprocess.DEVNULL,
        check=False,
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except steps.SetUpFailed as error:
        sys.exit(f"智监：{error}")
