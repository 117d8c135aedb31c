"""A paper's other two prints: values laid onto a pre-printed sheet (套打), and the strip of a Bluetooth printer."""

from typing import Annotated, Literal

from pydantic import Field

from zhijian.support.documents.render.parts import Align, Key, Millimetres, Part, Template


class OverlayField(Part):
    """A value printed onto a pre-printed paper, from the upper left corner of the sheet."""

    value: Template
    x_mm: Millimetres
    y_mm: Millimetres
    width_mm: Annotated[float, Field(gt=0, le=420)]
    size_pt: Annotated[float, Field(ge=6, le=36)] = 12
    align: Align = "left"


class Overlay(Part):
    """Overlay printing (套打): only the values, shifted by an offset that each printer sets for itself."""

    width_mm: Annotated[float, Field(gt=0, le=420)] = 210
    height_mm: Annotated[float, Field(gt=0, le=420)] = 297
    fields: tuple[OverlayField, ...] = Field(min_length=1)


class ReceiptLine(Part):
    """A line on receipt paper; ``size`` 2 is double width and height."""

    type: Literal["line"]
    text: Template
    align: Align = "left"
    size: Literal[1, 2] = 1


class ReceiptRule(Part):
    """A dashed line across the receipt."""

    type: Literal["rule"]


class ReceiptChecklist(Part):
    """The checklist on receipt paper: every item, or only those answered 否."""

    type: Literal["checklist"]
    source: Key
    show: Literal["all", "no-only"] = "no-only"


class ReceiptSpace(Part):
    """Room for a signature by hand."""

    type: Literal["signature-space"]
    label: str = Field(min_length=1, max_length=40)


class ReceiptCode(Part):
    """The picture of the code by which the paper is checked."""

    type: Literal["code"]


ReceiptBlock = Annotated[
    ReceiptLine | ReceiptRule | ReceiptChecklist | ReceiptSpace | ReceiptCode, Field(discriminator="type")
]


class Receipt(Part):
    """The paper on a Bluetooth printer: 48 columns are 72 mm, 32 are 48 mm; a hanzi takes two."""

    columns: Literal[32, 48] = 48
    blocks: tuple[ReceiptBlock, ...] = Field(min_length=1)
