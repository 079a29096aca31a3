"""What people give: what is written down, who confirms it, what becomes of it."""

from collections.abc import Mapping
from datetime import date

from liren.apps.money.rules.giving import DonationState, DonorKind
from liren.kernel.base.choices import _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

S = DonationState
COURSE = Course(
    moves=(
        Move("money.confirm_donation", frozenset({S.RECORDED}), S.CONFIRMED),
        Move("money.tell_donors", frozenset({S.CONFIRMED}), S.CONFIRMED),
        Move("money.turn_over", frozenset({S.CONFIRMED}), S.CONFIRMED),
        Move("money.return_donation", frozenset({S.RECORDED, S.CONFIRMED}), S.RETURNED),
    ),
    labels=dict(S.choices),
)
NEXT: Mapping[str, str] = {
    S.RECORDED: "money.confirm_donation",
    S.CONFIRMED: "money.tell_donors",
}
TONES: Mapping[str, str] = {S.RECORDED: "warn", S.CONFIRMED: "ok", S.RETURNED: "off"}
BUTTONS: Mapping[str, object] = {
    "money.confirm_donation": _("确认到账"),
    "money.tell_donors": _("告知捐赠人"),
    "money.turn_over": _("改变用途"),
    "money.return_donation": in_context("donation", "退回捐赠人"),
}
STEP_WORDS: Mapping[str, object] = {
    "money.add_donation": in_context("donation", "登记"),
    **BUTTONS,
}
OWN_CONFIRMATION = _("确认到账的人不能办理退回，请由另一位工作人员退回这笔捐赠。")
UNNAMED = _("爱心人士")
FUND, FOUNDATION_FUND = "donation", "foundation"
FOUNDATION = "community_foundation"  # the kind of body


def check_donation(donor: str, paper: str, fen: int, day: date, today: date) -> None:
    """Who gave, how much, on which receipt, and not tomorrow."""
    if not donor.strip():
        raise Refused(
            "money.no-donor",
            _("请写捐赠人。不愿公开姓名的也要登记，勾选“公示时不留名”即可。"),
        )
    if not paper.strip():
        raise Refused("money.no-paper", _("请写收据号或转账凭证号，第二个人凭它确认到账。"))
    if fen <= 0:
        raise Refused("money.no-amount", _("请写大于零的金额。"))
    if day > today:
        raise Refused("money.day-ahead", _("日期还没有到。请写收到捐赠的那一天。"))


def check_place(level: str) -> None:
    """A donation is a community's own, or a foundation keeps it."""
    if level not in ("community", "subdistrict"):
        raise Refused(
            "money.donation-place", _("捐赠由社区、街道或基金会接收。请选择接收的社区或基金会。")
        )


def check_foreign(kind: str, check: str, law: str) -> None:
    """What comes from abroad is taken after the check that the law asks for."""
    if kind == DonorKind.FOREIGN and not check.strip():
        sentence = _("境外捐赠要先依法办理手续，请写批准或登记文件。%(law)s")
        raise Refused("money.foreign-unchecked", sentence % {"law": law})


def check_reason(reason: str) -> None:
    """What is taken back says why."""
    if not reason.strip():
        raise Refused("money.no-reason", _("请写明原因，捐赠人和审计会看到。"))


def check_consent(purpose: str, before: str, consent: str) -> None:
    """Another purpose is another one, and the donor agreed to it."""
    if not purpose.strip() or purpose.strip() == before.strip():
        raise Refused("money.same-purpose", _("请写新的用途，与原来的不同。"))
    if not consent.strip():
        sentence = _("改变用途须经捐赠人同意。请写同意书的名称和日期。")
        raise Refused("money.no-consent", sentence)


def check_left(fen: int, of_it: int) -> None:
    """Not more goes back or elsewhere than is left of this donation."""
    if not 0 < fen <= of_it:
        raise Refused(
            "money.donation-used", _("这笔捐赠没有这么多可以退回或改变用途，请核对金额。")
        )


def shown_name(name: str, masked: str, kind: str, unnamed: bool) -> str:
    """How a donor stands in public: firms by name, people masked, who wants so not at all."""
    if unnamed:
        return str(UNNAMED)
    return masked if kind in (DonorKind.PERSON, DonorKind.FOREIGN) else name
