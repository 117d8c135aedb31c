"""PDF: everything given is on the paper, nothing given is ever markup, and equal input gives equal bytes."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from zhijian.kernel.hashes import sha256_hex
from zhijian.support.documents.render import PdfRenderer, PictureInvalid, parse_content, render_pdf
from zhijian.support.documents.tests.paper_samples import (
    ORDER,
    QR_TEXT,
    RECORD,
    content,
    definition,
    fonts,
    pictures,
    renderer,
)

HOSTILE = [
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    "#{panic()}",
    "$ x^2 $ *粗* _斜_ `码` = 标题",
    "反斜杠 \\ \\u{41} <label> @ref // 注 /* 释 */",
    "{entity.name} {{ }} ${7*7} {{7*7}}",
    "<script>alert(1)</script> &amp; ]]>",
    "- 列 + 表 / 词: 义 ~ --- ... 'a' \"b\"",
    "https://example.com/a?b=c&d=#e",
    "第一行\n第二行\r\n第三行",
]


def render(code: str, sample: dict[str, Any], qr_text: str = QR_TEXT) -> bytes:
    return renderer().render(definition(code), parse_content(sample), pictures, qr_text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def squeezed(text: str) -> str:
    return "".join(text.split())


def with_name(name: str) -> dict[str, Any]:
    sample = content(RECORD)
    sample["values"]["entity"]["name"] = name
    return sample


@pytest.mark.req("PLT-4", "INS-5.7")
def test_every_question_answer_and_note_is_on_the_paper() -> None:
    sample = content(RECORD)
    rows = sample["checklists"]["checklist"]

    text = text_of(render(RECORD, sample))

    assert len(rows) >= 40
    for row in rows:
        boxes = {"是": "☑是☐否☐合理缺项", "否": "☐是☑否☐合理缺项", "合理缺项": "☐是☐否☑合理缺项"}[row["answer"]]
        assert squeezed(f"{row['no']}{row['mark']}{row['text']}{boxes}") in text
        assert squeezed(row["note"]) in text


@pytest.mark.req("PLT-4")
def test_names_certificates_and_opinion_of_everyone_are_on_the_paper() -> None:
    text = text_of(render(RECORD, content(RECORD)))

    for part in ("𠮷小红", "王明（执法证号24010012026）", "李思远（执法证号24010012031）", "短信验证码会签", "龘建国"):
        assert part in text
    assert "检查情况属实，没有异议，按要求整改。" in text


def test_every_page_carries_number_page_count_and_code() -> None:
    pages = PdfReader(BytesIO(render(RECORD, content(RECORD)))).pages

    assert len(pages) >= 2
    for position, page in enumerate(pages, start=1):
        text = squeezed(page.extract_text())
        assert f"第{position}页共{len(pages)}页" in text
        assert "红市监检〔2026〕128号" in text
        assert "校验码7K2M-93QF-XD4T" in text


def test_the_head_of_the_checklist_comes_again_on_every_page_it_reaches() -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(BytesIO(render(RECORD, content(RECORD)))).pages]
    with_items = [page for page in pages if "☑是☐否" in page]

    assert len(with_items) >= 2
    assert all("序号检查内容检查结果备注" in page for page in with_items)


@pytest.mark.req("PLT-15")
def test_the_code_at_the_foot_follows_the_address_that_is_given() -> None:
    sample = content(ORDER)

    papers = {render(ORDER, sample, qr_text) for qr_text in (QR_TEXT, QR_TEXT + "A", "")}

    assert len(papers) == 3


@pytest.mark.parametrize("code", [RECORD, ORDER])
def test_equal_input_gives_equal_bytes_in_another_compiler_too(code: str) -> None:
    sample = parse_content(content(code))

    first = renderer().render(definition(code), sample, pictures, QR_TEXT)
    other = PdfRenderer(fonts()).render(definition(code), sample, pictures, QR_TEXT)
    kept = render_pdf(definition(code), sample, pictures, QR_TEXT, fonts())

    assert first == other == kept


def test_threads_that_share_a_compiler_get_their_own_papers() -> None:
    names = [f"第{number}号单位" for number in range(6)]

    with ThreadPoolExecutor(3) as pool:
        texts = list(pool.map(lambda name: text_of(render(RECORD, with_name(name))), names))

    for name, text in zip(names, texts, strict=True):
        assert f"单位名称{name}" in text


@pytest.mark.req("PLT-4")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_printed_as_text_in_every_place(hostile: str) -> None:
    sample = with_name(hostile)
    sample["values"]["result"]["opinion"] = hostile
    sample["checklists"]["checklist"][0] |= {"text": hostile, "note": hostile, "section": hostile}
    sample["signatures"]["signatures"][0]["name"] = hostile
    sample["attachments"]["attachments"][0]["name"] = hostile

    text = text_of(render(RECORD, sample))

    assert text.count(squeezed(hostile)) >= 6


def test_text_that_would_turn_the_writing_direction_is_made_visible() -> None:
    text = text_of(render(RECORD, with_name("合格\u202e格合不\u2066\u0000")))

    assert "合格［U+202E］格合不［U+2066］［U+0000］" in text


def test_rare_hanzi_are_printed_or_named() -> None:
    text = text_of(render(RECORD, with_name("㐂𠮷龘䶮𪛖😀")))

    assert "㐂𠮷龘䶮［U+2A6D6］［U+1F600］" in text


@pytest.mark.parametrize("letter", ["长", "W", "。"])
def test_ten_thousand_letters_stay_on_the_sheet_and_none_is_lost(letter: str) -> None:
    sample = with_name(letter * 2000)
    sample["values"]["result"]["opinion"] = letter * 10_000
    sample["checklists"]["checklist"][3]["note"] = letter * 3000
    sample["signatures"]["signatures"][0]["refusal"] = {"reason": letter * 3000}

    pdf = render(RECORD, sample)

    assert text_of(pdf).count(letter) >= 18_000
    assert all(68 < x < 595 - 62 and 85 < y < 842 - 70 for x, y in places_of(letter * 3, pdf))


def places_of(part: str, pdf: bytes) -> list[tuple[float, float]]:
    """Where texts with this part begin, in points from the lower left corner of their page."""
    places: list[tuple[float, float]] = []

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if part in text:
            places.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    assert places
    return places


def test_only_the_fonts_of_the_project_are_used_and_all_are_embedded() -> None:
    names = set()
    for page in PdfReader(BytesIO(render(RECORD, content(RECORD)))).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]
            names.add(str(font.get_object()["/BaseFont"]).split("+")[1].split("-")[0])

    assert names <= {"NotoSerifSC", "NotoSansSC", "NotoSerifJP", "NotoSansSymbols2"}


def test_an_issued_paper_is_an_archive_file_and_a_preview_is_marked() -> None:
    issued = render(ORDER, content(ORDER))
    preview = render(ORDER, content(ORDER, issued_at=None, mark="草稿"))

    assert b"pdfaid" in PdfReader(BytesIO(issued)).xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert "/CreationDate" not in (PdfReader(BytesIO(preview)).metadata or {})
    assert "草稿" in text_of(preview)
    assert "草稿" not in text_of(issued)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n"])
def test_a_picture_that_is_no_sound_png_or_jpeg_is_refused(data: bytes) -> None:
    named = sha256_hex(data)
    sample = parse_content(content(ORDER, seal_image=named))

    with pytest.raises(PictureInvalid, match="只能使用完好的 PNG 或 JPEG"):
        renderer().render(
            definition(ORDER), sample, lambda sha256: data if sha256 == named else pictures(sha256), QR_TEXT
        )


def test_a_picture_other_than_its_hash_is_refused() -> None:
    with pytest.raises(PictureInvalid, match="校验值不一致"):
        renderer().render(definition(ORDER), parse_content(content(ORDER)), lambda sha256: b"other", QR_TEXT)
