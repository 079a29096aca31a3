"""The themes of rules: the first word of their keys, in the order in which people read them."""

from collections.abc import Mapping

from liren.kernel.base.choices import _

THEMES: Mapping[str, object] = {
    "staff": _("人员配备"),
    "premises": _("社区用房"),
    "size": _("社区规模"),
    "fund": _("经费保障"),
    "funding": _("经费保障"),
    "money": _("资金收支"),
    "pay": _("薪酬待遇"),
    "grid": _("网格划分"),
    "places": _("辖区划分"),
    "governance": _("居民自治"),
    "election": _("居民选举"),
    "elections": _("居民选举"),
    "owners": _("业主与物业"),
    "welfare": _("社会救助"),
    "org": _("组织架构"),
    "bodies": _("组织架构"),
    "cases": _("事件办理"),
    "hotline": _("热线办理"),
    "base": _("办公时间"),
    "accounts": _("账户安全"),
    "audit": _("审计留存"),
}


GAP_WORDS = ("gap", "shortfall", "excess")


def is_gap(key: str) -> bool:
    """Whether a figure says by how much something misses its standard."""
    return key.rpartition(".")[2].endswith(GAP_WORDS)


def adds(key: str, unit: str) -> bool:
    """Whether numbers of several areas can be added: no shares, no bounds of a size."""
    return unit != "%" and "/个" not in unit and not key.startswith("size.households")


def order(key: str) -> tuple[bool, bool, str]:
    """Within a theme: what is due, then the rest, then what is missing."""
    return is_gap(key), not key.endswith((".quota", ".need", ".year")), key


def theme_of(key: str) -> str:
    """The first word of a key."""
    return key.partition(".")[0]


def theme_name(theme: str) -> str:
    """What a theme is called; one that nobody named by its own word."""
    return str(THEMES.get(theme, theme))


def rank(theme: str) -> tuple[int, str]:
    """The order of themes."""
    known = list(THEMES)
    return (known.index(theme) if theme in known else len(known), theme)


BOUND_WORDS = (
    *("下限", "上限", "最低", "最高", "最少", "最多", "至少", "至多"),
    *("Least ", "Most ", "Lowest ", "Highest ", " at least", " at most"),
)


def bare(label: str) -> str:
    """The name of a band: that of one of its bounds without the words for it."""
    for word in BOUND_WORDS:
        label = label.replace(word, "")
    label = label.strip(" （）()，,:：")
    return label[:1].upper() + label[1:]
