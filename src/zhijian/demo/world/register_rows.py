"""One row of the register file, as the import template has it."""

from zhijian.demo.world.entity import Entity
from zhijian.demo.world.world import World

HEADINGS = (
    "统一社会信用代码",
    "名称",
    "主体类型",
    "法定代表人",
    "联系电话",
    "住所",
    "所属街道",
    "行业代码",
    "成立日期",
    "注册资本(万元)",
    "状态",
    "监管类别",
    "许可证编号",
    "许可证有效期至",
    "经度",
    "纬度",
)
STATUS_LABELS = {"1": "存续", "2": "吊销，未注销", "3": "吊销，已注销", "4": "注销", "5": "撤销", "6": "迁出"}
SEPARATOR = "、"
"""Between several classes or permits of one entity; permits and their last days are in the same order."""


def clean_row(world: World, entity: Entity) -> tuple[str, ...]:
    """The values under ``HEADINGS``, all as text; empty where there is nothing, 长期 for a filing that never ends."""
    permits = world.licences(entity) if entity.is_key else ()
    return (
        entity.code,
        entity.name,
        entity.entity_type,
        entity.legal_person,
        entity.phone,
        entity.address,
        entity.street,
        entity.industry,
        entity.established_on.isoformat(),
        str(entity.capital // 10_000),
        STATUS_LABELS[entity.status],
        SEPARATOR.join(entity.classes),
        SEPARATOR.join(permit.number for permit in permits),
        SEPARATOR.join(permit.expires_on.isoformat() if permit.expires_on else "长期" for permit in permits),
        "" if entity.longitude is None else f"{entity.longitude:.6f}",
        "" if entity.latitude is None else f"{entity.latitude:.6f}",
    )
