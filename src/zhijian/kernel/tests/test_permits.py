import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijian.kernel.identifiers.permits import PermitInvalid, PermitKind, check_permit, make_food_number

FOOD_KINDS = [PermitKind.FOOD_OPERATION, PermitKind.PREPACKAGED_FOOD_FILING, PermitKind.FOOD_PRODUCTION]
first13 = st.builds(str.__add__, st.sampled_from("123"), st.text("0123456789", min_size=12, max_size=12))


@pytest.mark.parametrize(
    "number",
    ["JY13301080111719", "JY23506230105266", "JY13206120000011", "JY23206120000021", "JY33206120000039"],
)
def test_food_operation_permits_are_taken(number: str) -> None:
    assert check_permit(PermitKind.FOOD_OPERATION, number) == number


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (PermitKind.DRUG_OPERATION, "琼AA898000001"),
        (PermitKind.DRUG_OPERATION, "琼CA898510001"),
        (PermitKind.DRUG_OPERATION, "苏DA5130001"),
        (PermitKind.DEVICE_OPERATION_LICENCE, "苏通药监械经营许可20260001号"),
        (PermitKind.DEVICE_OPERATION_LICENCE, "京食药监械经营许可20200123号"),
        (PermitKind.DEVICE_OPERATION_FILING, "苏通药监械经营备20260001号"),
        (PermitKind.DEVICE_OPERATION_FILING, "苏通药监械经营备案20260001号"),
        (PermitKind.SPECIAL_EQUIPMENT_USE, "梯11苏F00001(20)"),
    ],
)
def test_permits_without_check_digit_follow_their_pattern(kind: PermitKind, number: str) -> None:
    assert check_permit(kind, number) == number


def test_full_width_and_lower_case_are_put_right() -> None:
    assert check_permit(PermitKind.FOOD_OPERATION, "ｊｙ１３３０１０８０１１１７１９") == "JY13301080111719"
    assert check_permit(PermitKind.SPECIAL_EQUIPMENT_USE, "梯11苏f00001（20）") == "梯11苏F00001(20)"


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (PermitKind.FOOD_OPERATION, "JY1330108011171", "共 16 位，现为 15 位"),
        (PermitKind.FOOD_OPERATION, "SC13301080111719", "第 1 位 “S” 不正确，应为“J”"),
        (PermitKind.FOOD_OPERATION, "JC13301080111719", "第 2 位 “C” 不正确，应为“Y”"),
        (PermitKind.FOOD_OPERATION, "JY43301080111719", "第 3 位 “4” 不正确，应为1（食品销售）"),
        (PermitKind.FOOD_OPERATION, "JY1330108O111719", "第 10 位 “O” 不正确，应为数字"),
        (PermitKind.FOOD_OPERATION, "JY13301080111718", "第 16 位校验码应为“9”，现为“8”"),
        (PermitKind.DRUG_OPERATION, "琼EA898000001", "琼AA898000001"),
        (PermitKind.DRUG_OPERATION, "琼AA89800000", "药品经营许可证编号的格式不正确"),
        (PermitKind.DEVICE_OPERATION_LICENCE, "苏通药监械经营备20260001号", "医疗器械经营许可证编号的格式不正确"),
        (PermitKind.DEVICE_OPERATION_FILING, "20260001", "苏通药监械经营备20260001号"),
        (PermitKind.SPECIAL_EQUIPMENT_USE, "梯11F00001(20)", "梯11苏F00001(20)"),
    ],
)
def test_a_wrong_number_is_refused_in_words_that_say_what_is_wrong(kind: PermitKind, typed: str, words: str) -> None:
    with pytest.raises(PermitInvalid) as refused:
        check_permit(kind, typed)

    assert words in refused.value.message
    assert refused.value.code == "kernel.permit_invalid"
    assert refused.value.facts["kind"] == kind.value


@given(
    kind=st.sampled_from(FOOD_KINDS), digits=first13, position=st.integers(2, 15), digit=st.sampled_from("0123456789")
)
def test_every_change_of_one_digit_of_a_food_number_is_caught(
    kind: PermitKind, digits: str, position: int, digit: str
) -> None:
    number = make_food_number(kind, digits)
    changed = number[:position] + digit + number[position + 1 :]

    if changed == number:
        assert check_permit(kind, changed) == number
    else:
        with pytest.raises(PermitInvalid):
            check_permit(kind, changed)


@pytest.mark.parametrize("kind", list(PermitKind))
def test_every_kind_has_a_label_and_refuses_nonsense(kind: PermitKind) -> None:
    assert kind.label

    with pytest.raises(PermitInvalid):
        check_permit(kind, "无")
