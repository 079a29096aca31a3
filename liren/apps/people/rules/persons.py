"""What may be written of a person, and what is said when not."""

from datetime import date

from liren.apps.people.rules.codes import NATIONS, Paper, Sex
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused
from liren.kernel.base.numbers import is_identity_number

LONGEST_NAME = 60
LAST = 4  # characters by which a number is looked for inside one grid
PERSONAL = ("name", "id_number", "phone", "employer", "born")  # never told to the record


class State(TextChoices):
    """Whether somebody is still there."""

    PRESENT = "present", _("在册")
    MOVED = "moved", _("已迁出本市")
    DEAD = "dead", _("已故")
    MERGED = "merged", _("已并入另一条记录")


class Bond(TextChoices):
    """What binds people to a dwelling: that they live in it, or that their hukou stands there."""

    HOME = "home", _("居住")
    HUKOU = "hukou", _("户籍")


class Residence(TextChoices):
    """How a person and a community belong together (实有人口 的四类)."""

    LOCAL = "local", _("户籍在此并居住")
    AWAY = "away", _("户籍在此、不住在此")
    FLOATING = "floating", _("居住在此、户籍在外")
    ABROAD = "abroad", _("境外人员")


def residence(paper: str, *, lives: bool, registered: bool) -> str:
    """How somebody belongs to an area in which he lives, is registered, or both."""
    if lives and paper in (Paper.PASSPORT, Paper.HMT):
        return Residence.ABROAD
    if lives and registered:
        return Residence.LOCAL
    return Residence.FLOATING if lives else Residence.AWAY


def normal_number(text: str) -> str:
    """A number of a paper as it is kept and compared: without blanks, letters large."""
    return "".join(text.split()).upper()


def mask_number(text: str) -> str:
    """330421********2X: the county, and the last two of a resident's number."""
    if len(text) == 18:
        return f"{text[:6]}**********{text[-2:]}"
    return f"{text[:1]}****{text[-2:]}" if len(text) >= 6 else "****"


def born_of(number: str) -> date:
    """The date of birth that a resident identity number carries."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """The sex that a resident identity number carries: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age(born: date, day: date) -> int:
    """Whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def check_name(name: str) -> None:
    """A person has a name."""
    if not name.strip():
        raise Refused(
            "people.no-name", _("请写姓名。尚未取名的新生儿可写“某某之子”或“某某之女”。")
        )


def check_number(paper: str, number: str, day: date) -> None:
    """A resident's number is well-formed; other papers have at least six characters."""
    if paper == Paper.NONE:
        if number:
            raise Refused("people.number-without-paper", _("写了证件号码，请同时选择证件种类。"))
        return
    if not number:
        raise Refused(
            "people.no-number", _("请写证件号码；手头没有证件的，证件种类请选“暂无证件”。")
        )
    if paper == Paper.RESIDENT and not is_identity_number(number, day):
        raise Refused(
            "people.odd-number",
            _(
                "身份证号码不对：须是 18 位，出生日期真实且不晚于今天，"
                "最后一位是校验码。请对照证件核对。"
            ),
            source="GB 11643-1999",
        )
    if paper != Paper.RESIDENT and not 5 <= len(number) <= 20:
        raise Refused("people.odd-number", _("证件号码长度不对，请对照证件核对。"))


def check_agrees(number: str, born: date, sex: str) -> None:
    """What is typed beside a resident's number does not contradict it."""
    if born != born_of(number):
        raise Refused("people.other-birth", _("出生日期与身份证号码不一致，请核对其中一个。"))
    if sex in (Sex.MALE, Sex.FEMALE) and sex != sex_of(number):
        raise Refused("people.other-sex", _("性别与身份证号码不一致，请核对其中一个。"))


def check_born(born: date, day: date) -> None:
    """Nobody is born tomorrow, and nobody lives for ever."""
    if born > day:
        raise Refused("people.born-later", _("出生日期晚于今天，请核对。"))
    if age(born, day) > 130:
        raise Refused("people.too-old", _("按出生日期已超过 130 岁，请核对年份。"))


def check_nation(code: str) -> None:
    """A people of the national table."""
    if code and code not in NATIONS:
        raise Refused(
            "people.no-nation", _("没有这个民族代码，请从列表里选。"), source="GB/T 3304"
        )


def check_present(state: str) -> None:
    """What is done to somebody supposes that he is there."""
    if state == State.DEAD:
        raise Refused(
            "people.is-dead", _("登记为已故的人员不能再办这件事；登记有误的，请先撤销死亡登记。")
        )
    if state == State.MERGED:
        raise Refused("people.is-merged", _("这条记录已并入另一条，请在并入后的记录上办理。"))


def check_span(since: date, until: date | None) -> None:
    """What ends does not end before it began."""
    if until is not None and until < since:
        raise Refused("people.ends-before", _("结束日期早于开始日期，请改正其中一个。"))
