"""What happens to people and homes: each changes everything that follows from it in one step."""

from collections.abc import Iterable
from datetime import date

from liren.apps.people.rules.codes import MARRIED, Marital, Paper, Relation, Sex
from liren.apps.people.rules.persons import age, check_present
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused


class Happened(TextChoices):
    """The kinds of events."""

    REGISTER = "register", _("登记入册")
    MOVE_IN = "move_in", _("迁入")
    MOVE = "move", _("市内搬家")
    MOVE_OUT = "move_out", _("迁出本市")
    BIRTH = "birth", _("出生")
    DEATH = "death", _("死亡")
    MARRIAGE = "marriage", _("结婚")
    DIVORCE = "divorce", _("离婚")
    ADOPTION = "adoption", _("收养")
    HUKOU = "hukou", _("户籍变动")
    HEAD = "head", _("变更户主")
    MERGE = "merge", _("合并重复记录")
    DISTINCT = "distinct", _("核实不是同一人")


class HouseholdKind(TextChoices):
    """What holds a household together."""

    FAMILY = "family", _("家庭户")
    COLLECTIVE = "collective", _("集体户、宿舍")
    SHARED = "shared", _("合租户")


def check_day(day: date, today: date) -> None:
    """What is written down has happened."""
    if day > today:
        raise Refused("people.later", _("发生日期晚于今天，请在发生之后再登记。"))


def check_after(since: date, day: date) -> None:
    """Nobody leaves before he came."""
    if day < since:
        raise Refused(
            "people.before-stay",
            _("发生日期早于现在这段居住或户籍登记的开始日期 %(day)s，请核对日期。")
            % {"day": since.isoformat()},
        )


def check_marries(marital: str, state: str) -> None:
    """Who marries is there and not married."""
    if marital in MARRIED:
        raise Refused(
            "people.is-married", _("登记的婚姻状况是已婚。请先登记离婚，或更正婚姻状况。")
        )
    check_present(state)


def check_old_enough(born: date | None, sex: str, day: date, least: tuple[int, int]) -> None:
    """The age at which people may marry: of men and of women, a parameter of the pack."""
    years = least[0] if sex == Sex.MALE else least[1]
    if born and age(born, day) < years:
        raise Refused(
            "people.too-young",
            _("到登记日期未满 %(years)d 周岁，请核对出生日期和结婚日期。") % {"years": years},
            source="民法典 第一千零四十七条",
        )


def check_two(one: object, other: object) -> None:
    """It takes two."""
    if one == other:
        raise Refused("people.same-person", _("两边是同一个人，请选另一位。"))


def check_mergeable(kept: tuple[str, str], gone: tuple[str, str]) -> None:
    """Two different numbers of residents are two persons; the record with the number is kept."""
    (paper, number), (other_paper, other) = kept, gone
    resident = Paper.RESIDENT
    if number and other and paper == other_paper == resident and number != other:
        raise Refused(
            "people.two-numbers",
            _("两条记录的身份证号码不同，是两个人。确有一个写错的，请先更正号码再合并。"),
        )
    if other and not number:
        raise Refused(
            "people.keep-other", _("要并掉的那条有证件号码，保留的这条没有。请反过来合并。")
        )


def later_marital(marital: str) -> str:
    """What somebody is after marrying: for the first time, or again."""
    return Marital.AGAIN if marital in (Marital.WIDOWED, Marital.DIVORCED) else Marital.FIRST


def check_divorces(marital: str) -> None:
    """Who divorces is married, as far as known."""
    if marital and marital not in MARRIED and marital != Marital.UNSTATED:
        raise Refused("people.not-married", _("登记的婚姻状况不是已婚，请先核对婚姻状况。"))


def check_younger(parent: date | None, child: date | None) -> None:
    """A child is younger than who adopts it."""
    if parent and child and child <= parent:
        raise Refused("people.older-child", _("被收养人比收养人年长，请核对是不是选反了。"))


def check_relations(said: Iterable[str]) -> None:
    """Relations of the national table; a household has one head."""
    for relation in said:
        if relation not in Relation.values or relation == Relation.HEAD:
            raise Refused(
                "people.no-relation",
                _("与户主关系的代码不对，请从列表里选。"),
                source="GB/T 4761-2008",
            )
