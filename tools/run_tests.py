"""Runs the tests and stops the database they used; browser tests run when there is a Chromium, in CI always."""

import os
import subprocess
import sys

import chromium
import steps

PROCESSES = "2"


def _runs(*, torture: bool, browser: str | None) -> list[list[str]]:
    """Arguments of pytest, run by run; those with a browser share one platform, so they run in one process."""
    side_by_side = ["-n", PROCESSES, "--dist", "loadfile"]
    if torture:
        return [["-m", "torture"]]
    first = [*side_by_side, "-m", "not torture and not browser"]
    return [first, ["-m", "browser and not torture"]] if browser else [first]


def main(given: list[str]) -> int:
    """Run them; gives pytest's first exit code that is not 0. Raises SetUpFailed when CI has no browser."""
    torture = "--torture" in given
    browser = chromium.provide()
    if browser is None and os.environ.get("CI"):
        raise steps.SetUpFailed("CI 中必须运行浏览器测试，但没有找到 chromium，请在镜像中安装。")
    rest = [item for item in given if item != "--torture"]
    try:
        codes = [
            subprocess.run(
                [str(steps.PYTHON), "-m", "pytest", *chosen, *rest], cwd=steps.PROJECT, check=False
            ).returncode
            for chosen in _runs(torture=torture, browser=browser)
        ]
    finally:
        _stop_database()
    if browser is None:
        steps.say("浏览器测试没有运行：没有找到 chromium（可用 apt install chromium fonts-noto-cjk 安装）。")
    return next((code for code in codes if code != 0), 0)


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
