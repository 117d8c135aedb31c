"""Chromium for the browser tests: found, or installed by apt when that is possible."""

import os
import shutil

from steps import run, say

NAMES = ("chromium", "chromium-browser", "google-chrome")


def path() -> str | None:
    """The browser to drive; None when there is none. ``ZHIJIAN_CHROMIUM`` names another."""
    named = os.environ.get("ZHIJIAN_CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def provide() -> str | None:
    """The browser, installed with its Chinese font when it is missing and we are root on Debian."""
    found = path()
    if found or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return found
    say("安装浏览器测试所用的 chromium…")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    failed = "安装 chromium 失败"
    run(["apt-get", "update", "-qq"], failed=failed)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"], failed=failed)
    return path()
