"""What a person may ask, and on which ground facts of people are used."""

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused


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


CORRECTABLE: dict[str, object] = {
    "name": _("姓名"),
    "phone": _("手机号码"),
    "id_number": _("证件号码"),
    "born": _("出生日期"),
    "sex": _("性别"),
    "nation": _("民族"),
    "marital": _("婚姻状况"),
    "work": _("职业"),
    "employer": _("工作单位"),
    "address": _("住址"),
}
LONGEST_SAID = 500
CLEARED = "—"  # the name of somebody whose facts were destroyed
# kinds of facts for which a rule says how long they are kept, in the order of the run
KEPT: dict[str, object] = {
    "searches": _("查询记录"),
    "proposals": _("处理过的更正建议"),
    "visits": _("走访记录"),
    "tags": _("已结束的标签"),
    "claims": _("已答复的本人请求"),
    "moved": _("已迁出本市的人员"),
    "dead": _("已故人员"),
}


def no_match() -> Refused:
    """Whoever asks for a record has to know it; what is wrong is not told."""
    return Refused(
        "people.no-match",
        _(
            "没有对上。姓名、证件号码要和登记的一致，登录的手机号要和登记的手机号相同。"
            "对不上的，请带证件到社区，由工作人员核实后关联。"
        ),
    )


def check_free(*, linked: bool, taken: bool) -> None:
    """One account has one record, and a record one account."""
    if linked:
        raise Refused("people.linked", _("这条登记已经关联了账户。要换账户，请先解除关联。"))
    if taken:
        raise Refused("people.account-linked", _("这个账户已经关联了另一条登记，请先解除关联。"))


def check_said(text: str) -> None:
    """What is asked or answered needs words."""
    if not text.strip():
        raise Refused("people.no-words", _("请写一句话，说明具体是什么。"))


def check_open(state: str) -> None:
    """What was decided is not decided again."""
    if state not in (ClaimState.OPEN, ExportState.ASKED):
        raise Refused("people.decided", _("这一件已经处理过了。请刷新页面看结果。"))


def check_once(*, again: bool) -> None:
    """The same is asked once at a time."""
    if again:
        raise Refused("people.asked-already", _("同样的请求还在处理中，请等答复。"))


def check_correctable(field: str) -> None:
    """A fact that can be said to be otherwise."""
    if field not in CORRECTABLE:
        raise Refused("people.no-such-fact", _("这一项不能这样更正，请从列表里选。"))


def check_consent(ground: str, how: str, *, own: bool) -> None:
    """Consent is for what stands on consent; online only by oneself."""
    if ground != Ground.CONSENT:
        raise Refused(
            "people.needs-no-consent",
            _("这个用途依据法律规定，不需要本人同意，也不能以同意代替。"),
            source="《个人信息保护法》第十三条",
        )
    if own != (how == ConsentHow.ONLINE):
        raise Refused(
            "people.other-way", _("“本人在线”只能由本人选；代办请选纸质签字或当面口头。")
        )


def check_given(*, withdrawn: bool) -> None:
    """What was withdrawn is not withdrawn again."""
    if withdrawn:
        raise Refused("people.withdrawn", _("这项同意已经撤回了。"))
