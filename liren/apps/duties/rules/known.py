"""Which facts the register holds already: what is known once is not asked again."""

from collections.abc import Iterable, Mapping

from liren.kernel.base.choices import _

MOST_FACTS, LONGEST_FACT = 40, 40
# facts of persons and homes that the register keeps, by the code of their column
KNOWN: Mapping[str, object] = {
    "name": _("姓名"),
    "paper": _("证件类型"),
    "id_number": _("证件号码"),
    "phone": _("手机号码"),
    "sex": _("性别"),
    "born": _("出生日期"),
    "nation": _("民族"),
    "marital": _("婚姻状况"),
    "work": _("从业状况"),
    "employer": _("工作单位"),
    "hukou_code": _("户籍地"),
    "address": _("现住址"),
    "household": _("家庭成员和关系"),
    "dwelling": _("房屋、楼栋、小区"),
    "tenancy": _("出租和承租"),
    "permit": _("居住证"),
    "tags": _("独居、残疾、退役等人员标签"),
    "visits": _("走访情况"),
}


def sorted_facts(asked: Iterable[str]) -> tuple[list[object], list[str]]:
    """What is asked: the labels of what is known already, and what nobody holds yet."""
    codes = list(dict.fromkeys(asked))
    return [KNOWN[code] for code in codes if code in KNOWN], [c for c in codes if c not in KNOWN]
