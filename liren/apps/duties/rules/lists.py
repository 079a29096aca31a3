"""The words of the lists: what a list is of, whose duty an entry is, who does it."""

from liren.kernel.base.choices import TextChoices, _, in_context


class ListKind(TextChoices):
    """What a list is a list of."""

    TASKS = "tasks", _("工作任务清单")
    SERVICES = "services", _("服务群众事项清单")
    TOPICS = "topics", _("协商事项目录")
    POWERS = "powers", _("权责清单")
    ASSIST = "assist", _("协助事项范围")
    NEGATIVE = "negative", _("负面清单")
    CERTIFICATES = "certificates", _("证明事项清单")
    PLAQUES = "plaques", _("挂牌清单")
    LEDGERS = "ledgers", _("台账清单")
    CHECKS = "checks", _("检查评比清单")
    CHANNELS = "channels", _("应用程序和工作群清单")


# kinds of lists whose entries a department may have asked of a community
ASKABLE = frozenset(
    {
        ListKind.TASKS,
        ListKind.SERVICES,
        ListKind.ASSIST,
        ListKind.PLAQUES,
        ListKind.LEDGERS,
        ListKind.CHECKS,
        ListKind.CHANNELS,
    }
)
# kinds of lists whose entries nobody may have asked of a community
FORBIDDING = frozenset({ListKind.NEGATIVE, ListKind.CERTIFICATES})


class DutyClass(TextChoices):
    """Whose duty something is: that decides who pays and whether a community may say no."""

    BASIC = "basic", _("基本职责")
    ASSIST = "assist", _("协助职责")
    SERVICE = "service", _("服务职责")


class Doer(TextChoices):
    """Who in a community does it."""

    COMMITTEE = "committee", _("居民委员会")
    STATION = "station", _("社区工作站")
    BOTH = "both", _("居委会和工作站")
    DEPARTMENT = "department", _("部门自己")
    MARKET = "market", _("企业或社会组织")


class VersionState(TextChoices):
    """A version is drafted, proposed for release, and in force from its day on, never changed."""

    DRAFT = "draft", in_context("version", "起草中")
    PUBLISHED = "published", in_context("version", "已发布")
    DROPPED = "dropped", in_context("version", "已放弃")


class DocumentKind(TextChoices):
    """What a policy document is."""

    LAW = "law", _("法律法规")
    OPINION = "opinion", _("意见和通知")
    REGULATION = "regulation", _("规范性文件")
    PLAN = "plan", _("规划和方案")
    STUDY = "study", _("调研和考察报告")
    REPLY = "reply", _("答复和批复")
