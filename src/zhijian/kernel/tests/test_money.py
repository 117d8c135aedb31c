import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from zhijian.kernel.money import Yuan

amounts = st.decimals(0, Decimal("9999999999999999.99"), places=2)


class Bill(BaseModel):
    fine: Yuan


@given(amount=amounts)
def test_an_amount_travels_as_text_and_comes_back(amount: Decimal) -> None:
    sent = Bill(fine=amount).model_dump_json()

    assert isinstance(json.loads(sent)["fine"], str)
    assert Bill.model_validate_json(sent).fine == amount


@pytest.mark.parametrize(
    ("text", "amount"), [("0", "0.00"), ("12", "12.00"), ("12.5", "12.50"), ("1800.00", "1800.00")]
)
def test_text_is_brought_to_two_places(text: str, amount: str) -> None:
    bill = Bill.model_validate({"fine": text})

    assert str(bill.fine) == amount
    assert bill.model_dump_json() == f'{{"fine":"{amount}"}}'


@pytest.mark.parametrize(
    "given_value",
    [
        12,
        12.5,
        0,
        True,
        None,
        [],
        "-1",
        "1.234",
        "1e3",
        "NaN",
        "Infinity",
        "",
        " 1",
        "1,000",
        "01",
        "１２",
        "1" * 17,
        "12\n",
    ],
)
def test_numbers_and_other_spellings_are_refused_in_chinese(given_value: object) -> None:
    with pytest.raises(ValidationError, match="金额"):
        Bill.model_validate({"fine": given_value})


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "NaN", "Infinity", "1e16", "1e40"])
def test_a_decimal_that_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError, match="金额"):
        Bill(fine=Decimal(amount))


def test_an_amount_stays_decimal_inside() -> None:
    bill = Bill(fine=Decimal("-0"))

    assert bill.model_dump() == {"fine": Decimal("0.00")}
    assert str(bill.fine) == "0.00"


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_published_shape_is_text(mode: str) -> None:
    schema = Bill.model_json_schema(mode="validation" if mode == "validation" else "serialization")

    assert schema["properties"]["fine"]["type"] == "string"
