"""What a person may ask, and on which ground facts of people are used."""

from liren.kernel.base.choices import TextChoices, _


class Ground(TextChoices):
    """On which ground facts of people are used (个人信息保护法 第十三条)."""

    DUTY = "duty", _("履行法定职责或法定义务")
    EMERGENCY = "emergency", _("突发公共卫生事件或紧急情况")
    CONSENT = "consent", _("本人同意")


class ConsentHow(TextChoices):
    """How somebody agreed."""

    ONLINE = "online", _("本人在线")
    PAPER = "paper", _("纸质签字")
    SPOKEN = "spoken", _("当面口头")


class ClaimKind(TextChoices):
    """What a person asks of who keeps facts of him (第四十四至四十八条)."""

    COPY = "copy", _("复制我的信息")
    OBJECT = "object", _("反对或限制使用")
    DELETE = "delete", _("删除")
    EXPLAIN = "explain", _("说明处理规则")


class ClaimState(TextChoices):
    """What became of a claim."""

    OPEN = "open", _("待答复")
    GRANTED = "granted", _("已照办")
    REFUSED = "refused", _("未照办")


class Asked(TextChoices):
    """By what people are looked for."""

    NAME = "name", _("姓名")
    NUMBER = "number", _("证件号码")
    PHONE = "phone", _("手机号码")
    LAST = "last", _("号码后四位")
    ADDRESS = "address", _("住址")
    LIST = "list", _("名单")


class ExportState(TextChoices):
    """What became of a wish to take a list away."""

    ASKED = "asked", _("待批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")
    EXPIRED = "expired", _("已过期")
