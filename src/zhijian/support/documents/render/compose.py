"""From a definition and its content to a paper; every misfit between the two is told, and told together."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from zhijian.support.documents.render import definition as d
from zhijian.support.documents.render import paper as p
from zhijian.support.documents.render.content import Attachment, ChecklistRow, DocumentContent, Signer
from zhijian.support.documents.render.errors import ContentInvalid
from zhijian.support.documents.render.legible import CanShow, legible
from zhijian.support.documents.render.parts import Align
from zhijian.support.documents.render.placeholders import fill
from zhijian.support.documents.render.values import NOTHING, boxes, printed, printed_as, printed_moment

HASH_DIGITS = 16
SHORT_LENGTH = 200
"""Most letters where a text cannot go over to the next page: titles, numbers, seals, page feet, section titles."""


def compose(definition: d.DocumentDefinition, content: DocumentContent, can_show: CanShow) -> p.Paper:
    """The paper with every text decided and legible; raises ContentInvalid with all problems in ``problems``."""
    return _Composer(definition, content, can_show).paper()


def check_content(definition: d.DocumentDefinition, content: DocumentContent) -> tuple[str, ...]:
    """What keeps the content from being printed by this definition; empty when nothing does."""
    return (*_values(definition.vocabulary, content.values)[1], *_source_problems(definition, content))


class _Composer:
    """Turns blocks into their printed form with one set of values."""

    def __init__(self, definition: d.DocumentDefinition, content: DocumentContent, can_show: CanShow) -> None:
        problems = check_content(definition, content)
        if problems:
            raise ContentInvalid(f"文书内容有 {len(problems)} 处错误，无法生成文书。", problems=list(problems))
        self.definition, self.content, self.can_show = definition, content, can_show
        self.values = _values(definition.vocabulary, content.values)[0]

    def paper(self) -> p.Paper:
        foot = self.definition.foot
        return p.Paper(
            title=self.definition.title,
            page=self.definition.page,
            blocks=tuple(self._block(block) for block in self.definition.blocks if not self._is_hidden(block)),
            foot=p.PageFoot(
                text=self._short(foot.text),
                note=self._clean(foot.note),
                code=self._clean(self.content.verification_code),
            ),
            mark=self._clean(self.content.mark),
        )

    def _clean(self, text: str) -> str:
        return legible(text, self.can_show)

    def _fill(self, template: str) -> str:
        return self._clean(fill(template, self.values))

    def _short(self, template: str) -> str:
        return _of_short_length(self._fill(template))

    def _is_hidden(self, block: d.Block) -> bool:
        return isinstance(block, d.AttachmentsBlock) and block.hide_empty and not self.content.attachments[block.source]

    def _block(self, block: d.Block) -> p.PaperBlock:
        match block:
            case d.TitleBlock():
                return p.Title(organ=self._short(block.organ), text=self._short(block.text))
            case d.NumberBlock():
                return p.Number(text=self._short(block.text), align=block.align)
            case d.FieldsBlock():
                return self._fields(block)
            case d.TableBlock():
                return self._table(block)
            case d.ChecklistBlock():
                return self._checklist(block)
            case d.ParagraphBlock():
                lines = tuple(line for line in self._fill(block.text).split("\n") if line.strip())
                heading = self._clean(block.heading)
                return p.Paragraph(heading=heading, lines=lines, indent=block.indent, align=block.align)
            case d.SignaturesBlock():
                signers = tuple(self._signature(signer) for signer in self.content.signatures[block.source])
                return p.Signatures(title=self._clean(block.title), signers=signers)
            case d.SealBlock():
                image = self.content.seal_image or ""
                return p.Seal(organ=self._short(block.organ), date=self._short(block.date), image=image)
            case d.AttachmentsBlock():
                rows = tuple(self._attachment(one) for one in self.content.attachments[block.source])
                return p.Attachments(title=self._clean(block.title), rows=rows)

    def _fields(self, block: d.FieldsBlock) -> p.Fields:
        cells: list[p.FieldCell] = []
        half_open = False
        for position, row in enumerate(block.rows):
            next_is_half = position + 1 < len(block.rows) and not block.rows[position + 1].wide
            takes_half = not row.wide and (half_open or next_is_half)
            half_open = takes_half and not half_open
            cells.append(
                p.FieldCell(label=self._clean(row.label), value=self._fill(row.value), span=1 if takes_half else 2)
            )
        return p.Fields(title=self._clean(block.title), cells=tuple(cells))

    def _table(self, block: d.TableBlock) -> p.Table:
        rows = [
            tuple(self._clean(_cell(column, row)) for column in block.columns)
            for row in self.content.tables[block.source]
        ]
        heads: list[str] = [self._clean(column.label) for column in block.columns]
        weights: list[int] = [column.weight for column in block.columns]
        aligns: list[Align] = [column.align for column in block.columns]
        if block.numbered:
            heads, weights, aligns = ["序号", *heads], [0, *weights], ["center", *aligns]
            rows = [(str(position), *row) for position, row in enumerate(rows, start=1)]
        return p.Table(
            title=self._clean(block.title),
            heads=tuple(heads),
            weights=tuple(weights),
            aligns=tuple(aligns),
            rows=tuple(rows),
            empty=self._clean(block.empty),
        )

    def _checklist(self, block: d.ChecklistBlock) -> p.Checklist:
        runs = groupby(self.content.checklists[block.source], key=lambda row: row.section)
        sections = tuple(
            p.ChecklistSection(
                title=_of_short_length(self._clean(title)), lines=tuple(self._line(block, row) for row in rows)
            )
            for title, rows in runs
        )
        return p.Checklist(title=self._clean(block.title), legend=self._clean(block.legend), sections=sections)

    def _line(self, block: d.ChecklistBlock, row: ChecklistRow) -> p.ChecklistLine:
        known = row.answer in block.choices
        evidence = f"证据 {len(row.evidence)} 件" if row.evidence else ""
        return p.ChecklistLine(
            no=self._clean(row.no),
            text=self._clean(row.mark + row.text),
            basis=self._clean(row.basis) if block.show_basis else "",
            answer=boxes(block.choices, row.answer) if known else (self._clean(row.answer),),
            note=self._clean("；".join(filter(None, (row.note, row.fixed, evidence)))),
        )

    def _signature(self, signer: Signer) -> p.Signature:
        return p.Signature(
            role=self._clean(signer.role),
            name=self._clean(signer.name),
            image="" if signer.refusal else signer.image or "",
            refused=signer.refusal is not None,
            remarks=tuple(self._clean(remark) for remark in _remarks(signer)),
        )

    def _attachment(self, one: Attachment) -> tuple[str, str, str]:
        digits = one.sha256[:HASH_DIGITS]
        grouped = " ".join(digits[start : start + 4] for start in range(0, HASH_DIGITS, 4))
        return self._clean(one.name), self._clean(one.note), grouped


def _of_short_length(text: str) -> str:
    if len(text) > SHORT_LENGTH:
        problem = (
            f"“{text[:20]}…”超过 {SHORT_LENGTH} 个字，标题、编号、落款、页脚和检查表分节标题处印不下，"
            "请缩短后再生成文书。"
        )
        raise ContentInvalid(problem, problems=[problem])
    return text


def _remarks(signer: Signer) -> Iterator[str]:
    if signer.certificate:
        yield f"执法证号 {signer.certificate}"
    if signer.refusal:
        yield f"拒绝签名，理由：{signer.refusal.reason}"
        if signer.refusal.witness:
            yield f"见证人：{signer.refusal.witness}"
    elif signer.method:
        yield f"签署方式：{signer.method}"
    if signer.signed_at:
        yield printed_moment(signer.signed_at)


def _cell(column: d.Column, row: Mapping[str, Any]) -> str:
    value = row[column.key]
    return NOTHING if value is None or value == "" else printed_as(column.kind, value)


def _values(vocabulary: Mapping[str, d.Term], given: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Printed values by name, and what is wrong with them."""
    texts: dict[str, str] = {}
    problems = [f"内容 {name} 不在词汇表中" for name in _leaves(vocabulary, given)]
    for name, term in vocabulary.items():
        try:
            texts[name] = printed(term, _at(given, name))
        except KeyError:
            problems.append(f"{term.label}（{name}）没有提供")
        except ValueError as fault:
            problems.append(f"{term.label}（{name}）{fault}")
    return texts, problems


def _at(given: Mapping[str, Any], name: str) -> object:
    value: Any = given
    for step in name.split("."):
        if not isinstance(value, Mapping):
            raise KeyError(name)
        value = value[step]
    return value


def _leaves(vocabulary: Mapping[str, d.Term], given: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Names of given values that the vocabulary does not know."""
    for key, value in given.items():
        name = f"{above}{key}"
        if name in vocabulary:
            continue
        if isinstance(value, Mapping):
            yield from _leaves(vocabulary, value, f"{name}.")
        else:
            yield name


def _source_problems(definition: d.DocumentDefinition, content: DocumentContent) -> Iterator[str]:
    kinds: tuple[tuple[str, type, Mapping[str, object]], ...] = (
        ("表格", d.TableBlock, content.tables),
        ("检查表", d.ChecklistBlock, content.checklists),
        ("签名", d.SignaturesBlock, content.signatures),
        ("附件", d.AttachmentsBlock, content.attachments),
    )
    for label, kind, given in kinds:
        wanted = {name for name, block in definition.sources().items() if isinstance(block, kind)}
        yield from (f"{label} {name} 没有提供" for name in sorted(wanted - given.keys()))
        yield from (f"{label} {name} 不在文书定义中" for name in sorted(given.keys() - wanted))
    for name, block in definition.sources().items():
        if isinstance(block, d.TableBlock) and name in content.tables:
            yield from _row_problems(block, content.tables[name])


def _row_problems(block: d.TableBlock, rows: tuple[dict[str, Any], ...]) -> Iterator[str]:
    keys = {column.key for column in block.columns}
    for position, row in enumerate(rows, start=1):
        if row.keys() != keys:
            yield f"表格 {block.source} 第 {position} 行的列应当是 {'、'.join(sorted(keys))}"
            continue
        for column in block.columns:
            try:
                _cell(column, row)
            except ValueError as fault:
                yield f"表格 {block.source} 第 {position} 行“{column.label}”{fault}"
