"""What a kind of body is: what it does, how its members come in, where it stands."""

from collections.abc import Iterable

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused


class Nature(TextChoices):
    """What a body does in the affairs of a community."""

    LEADS = "leads", in_context("nature", "领导")
    DELIBERATES = "deliberates", in_context("nature", "议事决定")
    EXECUTES = "executes", in_context("nature", "执行")
    SUPERVISES = "supervises", in_context("nature", "监督")
    PAYS = "pays", in_context("nature", "出资")
    SERVES = "serves", in_context("nature", "服务")


class Filled(TextChoices):
    """How its members come in."""

    ELECTED = "elected", _("选举产生")
    APPOINTED = "appointed", _("上级任命或派驻")
    HIRED = "hired", _("公开招聘")
    MEMBERS = "members", _("成员自愿加入或推选")


class Family(TextChoices):
    """The families in which lists and charts put kinds together."""

    PARTY = "party", _("党的组织")
    PARTY_BRANCH = "party_branch", _("分类党支部")
    SELF_GOVERNMENT = "self_government", _("群众自治组织")
    SUB_COMMITTEE = "sub_committee", _("居委会下属委员会")
    GROUP = "group", _("小组和楼栋")
    SERVICE = "service", _("社区服务机构")
    GOVERNMENT = "government", _("政府和部门")
    POLICE = "police", _("公安和执法")
    PROPERTY = "property", _("物业和业主")
    SOCIETY = "society", _("单位和社会组织")


# from the outside inwards; whoever works further out may found what stands further in
LEVELS = ("province", "city", "district", "subdistrict", "community", "grid", "micro_grid")
LONGEST_NAME, SHORTEST_NAME = 80, 2


def reaches_out(level: str, needed: str) -> bool:
    """Whether somebody who works at a level may do what is done at another or further in."""
    return LEVELS.index(level) <= LEVELS.index(needed)


def check_level(kind: object, levels: Iterable[str], level: str, level_name: object) -> None:
    """A body stands at a level of the territory where its kind belongs."""
    if levels and level not in levels:
        sentence = _("「%(kind)s」不设在%(level)s一级。请换一个辖区，或换一种机构类别。")
        raise Refused("bodies.wrong-level", sentence % {"kind": kind, "level": level_name})


def check_founder(kind: object, held: Iterable[str], needed: str, needed_name: object) -> None:
    """A residents' committee does not found itself."""
    if not any(reaches_out(level, needed) for level in held):
        sentence = _("设立、改名和撤销「%(kind)s」由%(level)s一级办理。请向上级提出。")
        raise Refused("bodies.not-yours", sentence % {"kind": kind, "level": needed_name})


def check_only_one(kind: object, there: object | None) -> None:
    """Of some kinds a place has only one."""
    if there is not None:
        sentence = _("这里已经有「%(kind)s」：%(name)s。如要另设，请先撤销它。")
        raise Refused("bodies.already-there", sentence % {"kind": kind, "name": there})


def check_name(name: str, taken: bool) -> str:
    """A name that can be told from the others of the place."""
    name = " ".join(name.split())
    if len(name) < SHORTEST_NAME:
        raise Refused("bodies.no-name", _("请填写机构名称，至少 2 个字。"))
    if taken:
        sentence = _("这个辖区已有同名机构「%(name)s」。请换一个能区分开的名称。")
        raise Refused("bodies.same-name", sentence % {"name": name})
    return name
