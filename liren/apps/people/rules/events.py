"""What happens to people and homes: each changes everything that follows from it in one step."""

from liren.kernel.base.choices import TextChoices, _


class Happened(TextChoices):
    """The kinds of events."""

    REGISTER = "register", _("登记")
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
