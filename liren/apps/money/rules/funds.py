"""Where money comes from."""

from liren.kernel.base.choices import TextChoices, _, in_context


class Nature(TextChoices):
    """What kind of money a fund is."""

    FISCAL = "fiscal", _("财政资金")
    LOTTERY = "lottery", _("福彩公益金")
    DEPARTMENT = "department", _("部门经费")
    DONATION = "donation", in_context("fund", "捐赠")
    RAISED = "raised", _("自筹资金")
    RENT = "rent", _("门面租金等自有收入")
    OTHER = "other", in_context("fund", "其他")


class Tier(TextChoices):
    """Which tier of government gives it; empty where none does."""

    CITY = "city", _("市级")
    DISTRICT = "district", _("区级")
    SUBDISTRICT = "subdistrict", _("街道级")
    COMMUNITY = "community", _("社区")


class Flow(TextChoices):
    """Which way money flows under a heading."""

    IN = "in", in_context("flow", "收入")
    OUT = "out", in_context("flow", "支出")
