"""HTTP of the matters of inspection."""

from ninja import Field, Router, Schema

from zhijian.business.inspection.queries import matters as queries
from zhijian.business.inspection.services import matters as services
from zhijian.business.inspection.types.pools import MatterIn, MatterRecord
from zhijian.data.registry.rules import SupervisionClass
from zhijian.kernel import clock
from zhijian.kernel.http import Page
from zhijian.support.identity.http_auth import Request, needs

router = Router(tags=["inspection"])


class MatterPage(Page):
    """Matters by code."""

    items: list[MatterRecord]


class MatterBody(Schema):
    """A matter to add."""

    code: str = Field(min_length=2, max_length=32, pattern=r"^[0-9A-Za-z-]+$")
    name: str = Field(min_length=2, max_length=120)
    classes: list[SupervisionClass] = Field(min_length=1, max_length=6)
    form_code: str = Field(min_length=2, max_length=32)
    basis: str = Field(min_length=2, max_length=400)
    is_key: bool = False
    is_published: bool = True


@router.get("/matters", auth=needs("inspection.view"), operation_id="listMatters", response=MatterPage)
def matters(request: Request) -> dict[str, object]:
    """Matters in force today."""
    return {"items": queries.matters(by=request.auth, today=clock.business_date(clock.now()))}


@router.post("/matters", auth=needs("inspection.pools"), operation_id="addMatter", response=MatterRecord)
def add_matter(request: Request, body: MatterBody) -> MatterRecord:
    """Publish a matter."""
    given = MatterIn(**{**body.dict(), "classes": tuple(body.classes)})
    return services.add_matter(given=given, by=request.auth, at=clock.now())
