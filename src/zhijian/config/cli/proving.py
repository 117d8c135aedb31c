"""Commands that prove something: a draw, the audit trail, which requirements have a test."""

import argparse

from zhijian.config import setup
from zhijian.config.cli.commands import Commands, command, group


def add_commands(commands: Commands) -> None:
    """draw verify, audit verify, requirements."""
    draw = group(commands, "draw", says="双随机抽取结果的核验。", example="zhijian draw verify 抽取记录.json")
    verify = command(
        draw,
        "verify",
        says="用公布的文件重新计算一次抽取，逐项核对。",
        example="zhijian draw verify 抽取记录.json --commitment 3f1a…",
        act=_verify_draw,
    )
    verify.add_argument("file", help="公布的抽取文件（JSON）")
    verify.add_argument("--commitment", default=None, help="抽取之前记下的承诺值")

    audit = group(commands, "audit", says="审计记录的核验。", example="zhijian audit verify")
    command(
        audit,
        "verify",
        says="核对全部审计记录、链和检查点，再逐行核对业务数据，指出第一条不符的记录。",
        example="zhijian audit verify",
        act=_verify_audit,
    )

    rows = command(
        commands,
        "requirements",
        says="列出每项要求由哪些测试证明、哪些还没有测试；给出编号时列出它们的全部测试。",
        example="zhijian requirements INS-5.3",
        act=_requirements,
    )
    rows.add_argument("identifiers", nargs="*", metavar="编号", help="只看这些要求，如 INS-5.3")


def _verify_draw(given: argparse.Namespace) -> int:
    from zhijian.business.inspection.rules.draw.verification import verify_file

    found = verify_file(given.file, published_commitment=given.commitment)
    for check in found.checks:
        print(f"[{'符' if check.ok else '不符'}] {check.message}")
    print("核验通过：抽取结果与公布的承诺、种子和名录一致。" if found.ok else "核验不通过。")
    return 0 if found.ok else 1


def _verify_audit(given: argparse.Namespace) -> int:
    setup.use_django()
    from zhijian.support.audit.verify import verify

    finding = verify()
    print(finding.message)
    return 0 if finding.ok else 1


def _requirements(given: argparse.Namespace) -> int:
    from zhijian.config.cli.requirements import CatalogueUnreadable, report, tests_of

    try:
        lines, unknown = tests_of(given.identifiers) if given.identifiers else report()
    except CatalogueUnreadable as error:
        print(error)
        return 1
    for line in lines:
        print(line)
    for mark in unknown:
        print(f"未知的要求编号：{mark}。请改正编号，或把它加入 docs/requirements.txt。")
    return 1 if unknown else 0
