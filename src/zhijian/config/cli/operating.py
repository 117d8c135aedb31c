"""Commands that keep the platform running."""

import argparse
import os
import socket
import sys

from zhijian.config import embedded, setup
from zhijian.config.cli.commands import Commands, command, group
from zhijian.config.environment import Environment, environment


def add_commands(commands: Commands) -> None:
    """run, serve, web, worker, migrate, doctor, database."""
    run_parser = command(
        commands, "run", says="准备数据库并启动平台（make run 的最后一步）。", example="zhijian run", act=_run
    )
    serve_parser = command(
        commands,
        "serve",
        says="启动并看护数据库、网页服务和后台任务；停掉的会自动重启。",
        example="ZHIJIAN_PORT=8080 zhijian serve --workers 4",
        act=_serve,
    )
    web_parser = command(
        commands,
        "web",
        says="只启动网页服务，用于在多台主机上分开部署。",
        example="zhijian web --address 0.0.0.0",
        act=_web,
    )
    for parser in (run_parser, serve_parser, web_parser):
        _add_web_options(parser)
    worker_parser = command(
        commands,
        "worker",
        says="只启动后台任务：队列、事件投递、审计封存和检查点。",
        example="zhijian worker",
        act=_worker,
    )
    for parser in (web_parser, worker_parser):
        parser.add_argument("--supervised", action="store_true", help="随看护进程一起结束")
    command(commands, "migrate", says="建立或更新数据表并载入基础数据。", example="zhijian migrate", act=_migrate)
    command(
        commands,
        "doctor",
        says="逐项检查运行所需的一切，每项一句话；有缺项时退出码为 1。",
        example="zhijian doctor",
        act=_doctor,
    )
    _add_database(commands)


def _add_web_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1", help="监听地址，缺省只供本机和前置代理访问")
    parser.add_argument("--workers", type=int, default=None, help="网页服务进程数，缺省取 ZHIJIAN_WEB_WORKERS")
    parser.add_argument("--threads", type=int, default=8, help="每个进程的线程数")


def _add_database(commands: Commands) -> None:
    actions = group(commands, "database", says="内嵌数据库的启动、停止和控制台。", example="zhijian database start")
    command(actions, "start", says="启动内嵌数据库。", example="zhijian database start", act=_database_start)
    command(actions, "stop", says="停止内嵌数据库。", example="zhijian database stop", act=_database_stop)
    psql = command(
        actions,
        "psql",
        says="打开数据库控制台。",
        example="zhijian database psql -c 'SELECT count(*) FROM audit_auditleaf'",
        act=_database_psql,
    )
    psql.set_defaults(hands_on_rest=True)


def _with_public_url() -> Environment:
    """The settings; the public address follows the port unless it is given."""
    port = os.environ.get("ZHIJIAN_PORT", "8000")
    os.environ.setdefault("ZHIJIAN_PUBLIC_URL", f"http://127.0.0.1:{port}")
    return environment()


def _require_free_port(address: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise setup.StepFailed(
                f"端口 {port} 已被占用或不能使用，请换一个，例如 ZHIJIAN_PORT={port + 1}。"
            ) from error


def _run(given: argparse.Namespace) -> None:
    settings = _with_public_url()
    _require_free_port(given.address, settings.port)
    setup.prepare(settings, demo=settings.demo)
    _serve(given)


def _serve(given: argparse.Namespace) -> None:
    from zhijian.config.serve import Supervisor

    settings = _with_public_url()
    _require_free_port(given.address, settings.port)
    Supervisor(
        settings, address=given.address, workers=given.workers or settings.web_workers, threads=given.threads
    ).run()


def _web(given: argparse.Namespace) -> None:
    from zhijian.config.serve import die_with_parent, run_web

    if given.supervised:
        die_with_parent()
    settings = _with_public_url()
    run_web(settings, address=given.address, workers=given.workers or settings.web_workers, threads=given.threads)


def _worker(given: argparse.Namespace) -> None:
    from zhijian.config.serve import die_with_parent

    if given.supervised:
        die_with_parent()
    _with_public_url()
    setup.use_django()
    from zhijian.config import worker

    worker.run()


def _migrate(given: argparse.Namespace) -> None:
    setup.use_django(as_owner=True)
    from zhijian.kernel import clock

    settings = environment()
    if settings.database_url is None:
        embedded.start(settings)
    print(f"数据表已是最新，已载入：{'、'.join(setup.migrate(at=clock.now()))}。")


def _doctor(given: argparse.Namespace) -> int:
    setup.use_django()
    from zhijian.config.doctor import State, examine
    from zhijian.kernel import clock

    signs = list(examine(environment(), at=clock.now()))
    for sign in signs:
        print(f"[{sign.state.value}] {sign.sentence}")
    return 1 if any(sign.state is State.BAD for sign in signs) else 0


def _database_start(given: argparse.Namespace) -> None:
    embedded.start(environment())
    print(f"内嵌数据库已启动，套接字在 {environment().embedded_socket_dir()}。")


def _database_stop(given: argparse.Namespace) -> None:
    embedded.stop(environment())
    print("内嵌数据库已停止。")


def _database_psql(given: argparse.Namespace) -> None:
    settings = environment()
    psql = str(embedded.program("psql"))
    if settings.database_url:
        target = [settings.database_url]
    else:
        embedded.start(settings)
        place = settings.database()
        target = ["-h", str(place["HOST"]), "-U", str(place["USER"]), "-d", str(place["NAME"])]
    sys.stdout.flush()
    os.execv(psql, [psql, *target, *given.rest])  # noqa: S606 (the operator's own arguments, no shell)
