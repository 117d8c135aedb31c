"""Makes a fresh machine ready: ``python3 tools/set_up.py run|test|build|packages``; needs the standard library only."""

import os
import socket
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this file is what tells so)
    sys.exit(f"智监：需要 Python 3.11 或更高版本，当前是 {sys.version.split()[0]}；请安装后用 make PYTHON=… 重试。")

import steps


def _require_free_port() -> None:
    port = int(os.environ.get("ZHIJIAN_PORT", "8000"))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise steps.SetUpFailed(f"端口 {port} 已被占用，请换一个端口，例如 make run PORT={port + 1}。") from error


def main(wanted: str) -> None:
    """Do what one target of the Makefile needs. Raises SetUpFailed."""
    if wanted == "run":
        _require_free_port()
    if wanted == "packages":
        steps.venv()
        steps.packages(development=True)
        steps.node_modules()
    else:
        steps.platform(development=wanted == "test")


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except steps.SetUpFailed as error:
        sys.exit(f"智监：{error}")
    except OSError as error:
        sys.exit(f"智监：无法读写 {error.filename or '文件'}：{error.strerror}。")
    except KeyboardInterrupt:
        sys.exit("智监：已中断；再次运行会接着做。")
