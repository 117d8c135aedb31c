"""The code on a paper, read by a reader that is not ours."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from zhijian.support.documents.render.pictures import code_png


@pytest.mark.req("PLT-15")
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/v/7KQ2-M9XT-4RPA", "https://jg.example.gov.cn/v/7KQ2-M9XT-4RPA"]
)
def test_a_phone_reads_the_address_of_the_check_off_the_paper(address: str) -> None:
    picture = Image.open(BytesIO(code_png(address))).convert("L")

    (found,) = zxingcpp.read_barcodes(picture)

    assert found.text == address
    assert found.format == zxingcpp.BarcodeFormat.QRCode


def test_a_paper_without_a_code_has_no_picture() -> None:
    assert code_png("") == b""
