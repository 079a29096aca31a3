"""What people type into free text is found and masked, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.masking import mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13800138000联系", "请打138****8000联系"),
        ("电话 138 0013 8000。", "电话 138****8000。"),
        ("电话138-0013-8000", "电话138****8000"),
        ("王师傅-13800138000", "王师傅-138****8000"),
        ("+8613800138000", "138****8000"),
        ("+86 138 0013 8000", "138****8000"),
        ("008613800138000", "138****8000"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("13800138000、13900139000", "138****8000、139****9000"),
        ("tel:13800138000x", "tel:138****8000x"),
        ("身份证330421199001011237。", "身份证330421********237。"),
        ("33042119900101123X", "330421********23X"),
        ("33042119900101123x和本人", "330421********23x和本人"),
        ("330421 19900101 1237", "330421********237"),
        ("３３０４２１１９９００１０１１２３Ｘ", "３３０４２１********２３Ｘ"),
    ],
)
def test_numbers_in_texts(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3栋2单元1301室",
        "编号330421001-2026-000123",
        "2026年1月1日10时",
        "坐标120.925012,30.855123",
        "热线12345、0573-84022222",
        "订单138001380001234567890",
        "91330421MA28A1234X",
        "1380013800",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text


@given(
    st.text() | st.sampled_from(["-", "王-", "(", "86", "tel:"]),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text() | st.sampled_from(["-", "-1", "转2"]),
)
def test_no_phone_number_survives(before: str, number: str, after: str) -> None:
    if before[-1:].isdigit() or after[:1].isdigit():
        return  # then it is a longer number
    assert number not in mask_text(f"{before}{number}{after}")


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


def test_names_and_phones() -> None:
    assert mask_name("沈丽") == "沈**"
    assert mask_name("") == ""
    assert mask_phone("13800138301") == "138****8301"
    assert mask_phone("12345") == "****"
