"""What the door shows: the unit's name, and in demo mode one card for each role."""

from datetime import date

from zhijian.support.identity import queries as identity

DOES = {
    "inspector": "看今天的任务，在手机上检查、取证、签名、上传",
    "section_chief": "组织双随机抽取，审批派发任务，公示结果",
    "bureau_leader": "看全局待办、预警和逾期，见证抽取",
    "office_chief": "看本所的任务、整改和企业档案",
    "legal_reviewer": "查阅检查记录和线索",
    "case_officer": "接收日常监管转来的线索",
    "data_steward": "导入主体，维护代码表",
    "system_admin": "维护机构、人员和账号",
    "security_admin": "授予和收回角色",
    "audit_admin": "查询审计记录，验证审计链",
}


def unit_name() -> str:
    """Name of the unit that runs this installation."""
    return identity.top_organ_name() or "智慧市场监管平台"


def demo_roles(*, on: date) -> list[dict[str, str]]:
    """One card per role that somebody holds, in the roles' order."""
    return [
        {"key": code, "title": title, "person": person, "does": DOES.get(code, "")}
        for code, title, person in identity.typical_holders(on=on)
    ]
