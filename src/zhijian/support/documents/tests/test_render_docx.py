"""DOCX: the same paper as the PDF, in a file without anything active, with the same bytes for the same input."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as DocumentFile

from zhijian.support.documents.render import parse_content, render_docx
from zhijian.support.documents.tests.paper_samples import ORDER, QR_TEXT, RECORD, content, definition, pictures


def render(code: str, sample: dict[str, Any]) -> bytes:
    return render_docx(definition(code), parse_content(sample), pictures, QR_TEXT)


def opened(data: bytes) -> DocumentFile:
    return Document(BytesIO(data))


def cells(file: DocumentFile) -> list[str]:
    return [cell.text for table in file.tables for row in table.rows for cell in row.cells]


@pytest.mark.req("PLT-4", "INS-5.7")
def test_every_question_and_answer_stands_in_its_row() -> None:
    sample = content(RECORD)
    file = opened(render(RECORD, sample))
    checklist = next(table for table in file.tables if table.rows[0].cells[0].text == "序号")
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in checklist.rows}

    for row in sample["checklists"]["checklist"]:
        _, text, answer, note = rows[row["no"]]
        assert text == row["mark"] + row["text"]
        assert f"☑{row['answer']}" in answer
        assert answer.count("☑") == 1
        assert note.startswith(row["note"])


def test_the_head_of_the_checklist_repeats_and_rows_stay_whole() -> None:
    file = opened(render(RECORD, content(RECORD)))
    checklist = next(table for table in file.tables if table.rows[0].cells[0].text == "序号")

    assert checklist.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in checklist.rows)


def test_title_number_signers_and_hashes_are_there() -> None:
    file = opened(render(RECORD, content(RECORD)))
    lines = [paragraph.text for paragraph in file.paragraphs]

    assert lines[:3] == ["红花区市场监督管理局", "现场检查记录", "编号：红市监检〔2026〕128号"]
    assert any("李思远" in cell for cell in cells(file))
    assert any("执法证号 24010012031" in cell for cell in cells(file))
    assert len(file.inline_shapes) == 4  # three signatures and the seal


def test_the_page_foot_counts_pages_and_shows_the_code() -> None:
    section = opened(render(RECORD, content(RECORD))).sections[0]
    foot = section.footer.tables[0].rows[0]

    assert "校验码 7K2M-93QF-XD4T" in foot.cells[0].text
    assert [field.text for field in foot._tr.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]
    assert foot._tr.xpath(".//pic:pic")
    assert round(section.page_width.mm) == 210  # type: ignore[union-attr]


def test_a_preview_is_marked_in_the_page_head() -> None:
    section = opened(render(ORDER, content(ORDER, issued_at=None, mark="草稿"))).sections[0]

    assert section.header.paragraphs[0].text == "草稿"


def test_a_refusal_shows_its_reason_instead_of_a_signature() -> None:
    texts = cells(opened(render(ORDER, content(ORDER))))

    assert "拒绝签名\n𠮷小红" in texts
    assert any("见证人：社区工作人员 赵某" in text for text in texts)


@pytest.mark.parametrize("code", [RECORD, ORDER])
def test_equal_input_gives_equal_bytes(code: str) -> None:
    first, second = render(code, content(code)), render(code, content(code))

    assert first == second
    assert {part.date_time for part in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_holds_nothing_active_and_links_nowhere() -> None:
    package = ZipFile(BytesIO(render(RECORD, content(RECORD))))
    relations = b"".join(package.read(name) for name in package.namelist() if name.endswith(".rels"))

    assert b'TargetMode="External"' not in relations
    assert not [name for name in package.namelist() if "vba" in name.lower() or "embeddings" in name.lower()]


@pytest.mark.parametrize(
    "hostile",
    ["<w:t>x</w:t> & ]]>", "{{7*7}} {% x %}", "=cmd|' /C calc'!A0", "\u202e\u0000\u000b\ud83d", "长" * 10_000],
)
def test_hostile_text_is_text(hostile: str) -> None:
    sample = content(RECORD)
    sample["values"]["entity"]["name"] = hostile

    texts = cells(opened(render(RECORD, sample)))

    shown = "［U+202E］［U+0000］［U+000B］［U+D83D］" if "\u202e" in hostile else hostile
    assert shown in texts
