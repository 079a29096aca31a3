"""What people and firms give, what residents collect themselves, and what becomes of it."""

from liren.kernel.base.choices import TextChoices, _, in_context


class DonorKind(TextChoices):
    """Who gives."""

    PERSON = "person", in_context("donor", "个人")
    FIRM = "firm", in_context("donor", "企业")
    UNIT = "unit", in_context("donor", "机关和事业单位")
    SOCIETY = "society", in_context("donor", "社会组织")
    FOREIGN = "foreign", in_context("donor", "境外组织和个人")


class DonationState(TextChoices):
    """How far a donation is."""

    RECORDED = "recorded", in_context("donation", "待确认")
    CONFIRMED = "confirmed", in_context("donation", "已到账")
    RETURNED = "returned", in_context("donation", "已退回")


class ProjectState(TextChoices):
    """How far a project of the foundation is."""

    DRAFT = "draft", in_context("project", "草稿")
    PROPOSED = "proposed", in_context("project", "待评审")
    GRANTED = "granted", in_context("project", "实施中")
    REPORTED = "reported", in_context("project", "待结项")
    CLOSED = "closed", in_context("project", "已结项")
    REFUSED = "refused", in_context("project", "未通过")
    WITHDRAWN = "withdrawn", in_context("project", "已撤回")


class WorkState(TextChoices):
    """How far a work that residents pay for themselves is."""

    DECIDED = "decided", in_context("work", "待收款")
    COLLECTING = "collecting", in_context("work", "收款中")
    BUILDING = "building", in_context("work", "实施中")
    DONE = "done", in_context("work", "已完工待公布")
    CLOSED = "closed", in_context("work", "已公布结清")
    CANCELLED = "cancelled", in_context("work", "已取消退款")


class DecidedBy(TextChoices):
    """Which meeting of residents decided it."""

    ASSEMBLY = "assembly", _("居民会议")
    CONFERENCE = "conference", _("居民代表会议")
    GROUP = "group", _("居民小组会议")
    OWNERS = "owners", _("业主大会")


class GiftState(TextChoices):
    """How far a gift of things is."""

    RECORDED = "recorded", in_context("gift", "待核收")
    CONFIRMED = "confirmed", in_context("gift", "已收下")
    RETURNED = "returned", in_context("gift", "已退回")


class ValuedBy(TextChoices):
    """How it is known what a thing is worth."""

    INVOICE = "invoice", _("购货发票或凭证")
    MARKET = "market", _("同类商品市场价")
    DONOR = "donor", _("捐赠人声明")
    REPORT = "report", _("评估报告")


class Recipient(TextChoices):
    """To whom things go; never a person by name."""

    HOUSEHOLDS = "households", _("若干户居民")
    GROUP = "group", _("一类人群")
    BODY = "body", in_context("handout", "机构")
    WORK = "work", in_context("handout", "自筹办事")
    DONOR = "donor", _("退给捐赠人")
