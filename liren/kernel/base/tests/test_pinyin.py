"""Names by their sound."""

import pytest

from liren.kernel.base.pinyin import keys, syllables


@pytest.mark.parametrize(
    ("name", "sorted_by", "typed"),
    [
        ("南门社区", "nanmenshequ", "nmsq"),
        ("厦门市", "xiamenshi", "xms"),
        ("六安市", "luanshi", "las"),
        ("六合村", "liuhecun", "lhc"),
        ("重庆市", "chongqingshi", "cqs"),
        ("长安街道", "changanjiedao", "cajd"),
        ("长子县", "zhangzixian", "zzx"),
        ("单家庄村", "shanjiazhuangcun", "sjzc"),
        ("单位宿舍", "danweisushe", "dwss"),
        ("解家村", "xiejiacun", "xjc"),
        ("解放社区", "jiefangshequ", "jfsq"),
        ("曾都区", "zengduqu", "zdq"),
        ("区家村", "oujiacun", "ojc"),
        ("新桥3号楼 A座", "xinqiao3haolouazuo", "xq3hlaz"),
        ("（一）·—", "yi", "y"),
        ("", "", ""),
    ],
)
def test_places(name: str, sorted_by: str, typed: str) -> None:
    assert keys(name) == (sorted_by, typed)


def test_people_begin_with_a_surname() -> None:
    assert syllables("单雄信", person=True) == ["shan", "xiong", "xin"]
    assert syllables("单雄信")[0] == "dan"
    assert keys("曾解区", person=True)[1] == "zjq"
    assert keys("尉迟恭", person=True)[0] == "yuchigong"


def test_what_has_no_sound_is_left_out() -> None:
    assert keys("\x00\u3000😀") == ("", "")
