"""What people type into free text is found and masked, and nothing else is."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.masking import mask_email, mask_name, mask_phone, mask_text, numbers_in


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
        ("１３８００１３８０００", "138****8000"),
        ("幺三八零零幺三八零零零，找我", "138****8000，找我"),
        ("一三八〇〇一三八〇〇〇", "138****8000"),
        ("1 3 8 0 0 1 3 8 0 0 0", "138****8000"),
        ("138－0013－8000", "138****8000"),
        ("138\u200b0013\u200b8000", "138****8000"),
        ("138\u30000013\u00a08000", "138****8000"),
        ("+86-138-0013-8000", "138****8000"),
        ("٠١٣٨: ١٣٨٠٠١٣٨٠٠٠", "٠١٣٨: 138****8000"),
        ("卡号6222021234567890128，开户行", "卡号****0128，开户行"),
        ("4111 1111 1111 1111", "****1111"),
        ("4111-1111-1111-1111.", "****1111."),
        ("６２２２０２１２３４５６７８９０１２８", "****0128"),
        ("110101199003071233（号码有误）", "110101********33（号码有误）"),
        ("13800138000 13900139000", "138****8000 139****9000"),
        ("13800138000、13900139000", "138****8000、139****9000"),
        ("tel:13800138000x", "tel:138****8000x"),
        ("身份证330421199001011237。", "身份证330421********37。"),
        ("33042119900101123X", "330421********3X"),
        ("33042119900101123x和本人", "330421********3x和本人"),
        ("330421 19900101 1237", "330421********37"),
        ("３３０４２１１９９００１０１１２３Ｘ", "330421********3X"),
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
        "4111111111111112",
        "1301 1302 1303 1304",
        "110101189913071234",
        "二〇二六年十一月二十二日",
        "一二三四五六七八九",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text


SIGNS = ["-", "王-", "(", "86", "tel:"]
GAPS = ["", "", "", " ", "-", "　", "－", "\u200b", " -"]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SAID = str.maketrans("0123456789", "零一二三四五六七八九")


@st.composite
def typed(draw: st.DrawFn, number: str) -> str:
    """A number as people type it: in any width, with gaps anywhere."""
    number = number.translate(draw(st.sampled_from([{}, WIDE, SAID])))
    return "".join(digit + draw(st.sampled_from(GAPS)) for digit in number[:-1]) + number[-1]


@given(
    st.text() | st.sampled_from(SIGNS),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).flatmap(
        lambda n: st.tuples(st.just(n), typed(n))
    ),
    st.text() | st.sampled_from(["-", "-1", "转2"]),
)
def test_no_phone_number_survives(before: str, number: tuple[str, str], after: str) -> None:
    bare, shown = number
    if digits(before[-1:]) or digits(after[:1]):
        return  # then it is a longer number
    kept = mask_text(f"{before}{shown}{after}")
    assert shown not in kept
    assert bare not in digits(kept)


def digits(text: str) -> str:
    """The digits of a text, in any script, as numerals too."""
    every = (unicodedata.numeric(sign, None) for sign in text)
    return "".join(str(int(value)) for value in every if value is not None and 0 <= value < 10)


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


@given(st.text(alphabet=st.sampled_from("0123456789X -幺三八零０１２３４５，a"), max_size=80))
def test_nothing_is_left_beside_a_mask(text: str) -> None:
    """What is found lies apart, and when it is masked nothing is left to be found."""
    found = numbers_in(text)
    assert all(one.start < one.end for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    rest = mask_text(text)
    assert numbers_in(rest) == []
    assert (rest == text) == (not found)


def test_names_phones_and_addresses() -> None:
    assert mask_name("沈丽") == "沈**"
    assert mask_name("") == ""
    assert mask_phone("13800138301") == "138****8301"
    assert mask_phone("12345") == "****"
    assert mask_email("shen.li@example.org") == "s****@example.org"
    assert mask_email("nobody") == "****"
