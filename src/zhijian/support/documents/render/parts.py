"""What every part of a definition is made of: strict models, templates, names and lengths."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from zhijian.support.documents.render.placeholders import NAME, placeholders

Align = Literal["left", "center", "right"]


def _closed_braces(template: str) -> str:
    placeholders(template)
    return template


Template = Annotated[str, Field(max_length=4000), AfterValidator(_closed_braces)]
Name = Annotated[str, Field(pattern=f"^{NAME}$", max_length=80)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Millimetres = Annotated[float, Field(ge=0, le=420)]


class Part(BaseModel):
    """Part of a definition: cannot be changed, and an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
