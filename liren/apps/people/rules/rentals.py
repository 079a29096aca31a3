"""What may be said of something that is let."""

from liren.kernel.base.choices import TextChoices, _


class Letting(TextChoices):
    """What is let."""

    WHOLE = "whole", _("整套出租")
    ROOM = "room", _("分间出租")
    DORMITORY = "dormitory", _("单位宿舍")


class Channel(TextChoices):
    """Who told that it is let."""

    LANDLORD = "landlord", _("房东")
    AGENCY = "agency", _("中介")
    EMPLOYER = "employer", _("用人单位")
    PROPERTY = "property", _("物业公司")
    TENANT = "tenant", _("承租人")
    WORKER = "worker", _("走访发现")


class CheckPoint(TextChoices):
    """What is looked at for the safety of what is let."""

    WIRING = "wiring", _("电线、插座私拉乱接")
    GAS = "gas", _("燃气软管、热水器不合格")
    EXIT = "exit", _("疏散通道、门窗被堵")
    EXTINGUISHER = "extinguisher", _("缺灭火器材、烟感")
    CHARGING = "charging", _("电动车室内充电")
    PARTITION = "partition", _("违规隔间、住人过多")
    STRUCTURE = "structure", _("房屋结构有危险")


class PermitState(TextChoices):
    """Whether a residence permit holds."""

    VALID = "valid", _("有效")
    LAPSED = "lapsed", _("逾期未签注，中止")
    ENDED = "ended", _("已终止")
