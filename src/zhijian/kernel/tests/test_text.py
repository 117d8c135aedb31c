import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.text import (
    TextInvalid,
    bigrams,
    find_bidi_or_control,
    initials_pieces,
    normalise,
    pinyin_initials,
    refuse_hidden_characters,
    search_tokens,
    to_half_width,
)

han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
names = st.text(st.one_of(han, st.sampled_from("AZaz09（） ·")), max_size=20)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("　金沙　　小馆 ", "金沙 小馆"),
        ("ＫＦＣ　７号店", "KFC 7号店"),
        ("南通（金沙）店，营业！", "南通（金沙）店，营业！"),
        ("Ａ＆Ｂ－１", "A&B-1"),
        ("两\n行\t字", "两 行 字"),
        ("㈱10²", "㈱10²"),
    ],
)
def test_a_text_is_tidied_but_keeps_chinese_punctuation(typed: str, text: str) -> None:
    assert normalise(typed) == text


@given(typed=st.text())
def test_tidying_twice_changes_nothing_more(typed: str) -> None:
    assert normalise(normalise(typed)) == normalise(typed)


def test_codes_lose_all_full_width_forms() -> None:
    assert to_half_width("（２０）！～　Ａ") == "(20)!~ A"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("金沙小馆", ["金沙", "沙小", "小馆"]),
        ("南通（金沙）店", ["南通", "通金", "金沙", "沙店"]),
        ("KFC 餐厅", ["kf", "fc", "餐厅"]),
        ("７天", ["7天"]),
        ("店 A", ["店", "a"]),
        ("（）", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_pairs(text: str, pairs: list[str]) -> None:
    assert bigrams(text) == pairs


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("金沙小馆", "jsxg"),
        ("南通市海底捞餐饮有限公司", "ntshdlcyyxgs"),
        ("重庆银行（厦门）", "cqyhxm"),
        ("长沙音乐餐厅", "csyyct"),
        ("KFC7号店", "kfc7hd"),
        ("·★", ""),
        ("", ""),
    ],
)
def test_a_name_has_pinyin_initials(name: str, initials: str) -> None:
    assert pinyin_initials(name) == initials


@pytest.mark.req("PLT-14")
def test_a_row_is_found_by_pairs_initials_codes_and_the_end_of_a_phone_number() -> None:
    tokens = search_tokens("金沙 小馆", codes=["92320612MA1ABCD115"], phones=["138-5123-6721"])

    assert tokens == ["金沙", "沙小", "小馆", "馆", "~jsx", "~sxg", "~xg", "92320612ma1abcd115", "#6721"]


@pytest.mark.req("PLT-14")
@given(name=names, data=st.data())
def test_any_two_neighbouring_characters_find_the_name(name: str, data: st.DataObject) -> None:
    word = re.sub(r"[\W_]+", "", name)
    start = data.draw(st.integers(0, max(0, len(word) - 2)))

    assert set(bigrams(word[start : start + 2])) <= set(search_tokens(name))


@pytest.mark.req("PLT-14")
@given(name=names, data=st.data())
def test_initials_find_the_name_from_any_character(name: str, data: st.DataObject) -> None:
    initials = pinyin_initials(name)
    start = data.draw(st.integers(0, max(0, len(initials) - 2)))
    pieces = initials_pieces(initials[start : start + data.draw(st.integers(2, 9))])

    tokens = search_tokens(name)
    assert not initials or all(any(token.startswith(piece) for token in tokens) for piece in pieces)


@pytest.mark.req("PLT-14")
@pytest.mark.parametrize(
    ("letters", "pieces"),
    [("hd", ["~hd"]), ("hdl", ["~hdl"]), ("hdlcy", ["~hdl", "~dlc", "~lcy"]), ("", ["~"])],
)
def test_a_long_query_of_initials_asks_for_all_its_pieces(letters: str, pieces: list[str]) -> None:
    assert initials_pieces(letters) == pieces


@given(name=names)
def test_lexemes_are_short_and_never_empty_or_repeated(name: str) -> None:
    tokens = search_tokens(name, codes=["", "（）"], phones=["", "无"])

    assert len(tokens) == len(set(tokens))
    assert all(token.strip("~#") and len(token) <= 9 for token in tokens)


def test_a_whole_phone_number_is_never_a_lexeme() -> None:
    assert search_tokens("店", phones=["13851236721"]) == ["店", "~d", "#6721"]


@pytest.mark.parametrize(
    ("text", "position", "name"),
    [
        ("金沙\x00小馆", 3, "U+0000"),
        ("\u202e金沙", 1, "U+202E"),
        ("金\u200b沙", 2, "U+200B"),
        ("金沙\ufeff", 3, "U+FEFF"),
        ("金\x85沙", 2, "U+0085"),
        ("金\ud800沙", 2, "U+D800"),
        ("\u2066金", 1, "U+2066"),
    ],
)
def test_hidden_characters_are_found_and_refused(text: str, position: int, name: str) -> None:
    assert find_bidi_or_control(text) == (position, name)

    with pytest.raises(TextInvalid, match=re.escape(f"第 {position} 个字符")) as refused:
        refuse_hidden_characters(text)
    assert refused.value.facts == {"position": position, "character": name}


@pytest.mark.parametrize("text", ["", "金沙（小馆）\r\n第二行\t完", "𠮷野家 👨\u200d🍳 ㈱"])
def test_visible_text_passes(text: str) -> None:
    assert find_bidi_or_control(text) is None
    assert refuse_hidden_characters(text) == text


@pytest.mark.torture
def test_three_hundred_thousand_names_take_less_than_fifteen_seconds() -> None:
    made = [f"南通市通州区{chr(0x4E00 + n % 20000)}{chr(0x4E00 + n // 20)}餐饮管理有限公司" for n in range(300_000)]

    started = time.perf_counter()
    count = sum(len(search_tokens(name, ["92320612MA1ABCD115"], ["13851236721"])) for name in made)

    assert count > 300_000 * 20
    assert time.perf_counter() - started < 15
