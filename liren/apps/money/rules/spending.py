"""Spending money: its course, and who may say yes to how much."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan
from liren.kernel.flow.table import Course, Move


class SpendingState(TextChoices):
    """The states of a spending."""

    DRAFT = "draft", in_context("spending", "草稿")
    ASKED = "asked", in_context("spending", "待审批")
    APPROVED = "approved", in_context("spending", "待验收")
    ACCEPTED = "accepted", in_context("spending", "待付款")
    PAID = "paid", in_context("spending", "待结算")
    SETTLED = "settled", in_context("spending", "已结算")
    REFUSED = "refused", in_context("spending", "未批准")
    WITHDRAWN = "withdrawn", in_context("spending", "已撤回")


MOST_FEN = 10**13
S = SpendingState
OPEN = (S.DRAFT, S.ASKED, S.APPROVED, S.ACCEPTED, S.PAID)
HELD = (S.ASKED, S.APPROVED, S.ACCEPTED)  # money is set aside and not yet paid

COURSE = Course(
    moves=(
        Move("money.ask", frozenset({S.DRAFT}), S.ASKED),
        Move("money.approve", frozenset({S.ASKED}), S.APPROVED),
        Move("money.refuse", frozenset({S.ASKED}), S.REFUSED),
        Move("money.accept", frozenset({S.APPROVED}), S.ACCEPTED),
        Move("money.pay", frozenset({S.ACCEPTED}), S.PAID),
        Move("money.undo_payment", frozenset({S.PAID}), S.ACCEPTED),
        Move("money.settle", frozenset({S.PAID}), S.SETTLED),
        Move("money.withdraw", frozenset({S.ASKED, S.APPROVED, S.ACCEPTED}), S.WITHDRAWN),
    ),
    labels=dict(S.choices),
)
NEXT: Mapping[str, str] = {
    S.ASKED: "money.approve",
    S.APPROVED: "money.accept",
    S.ACCEPTED: "money.pay",
    S.PAID: "money.settle",
}
TONES: Mapping[str, str] = {
    S.ASKED: "warn",
    S.APPROVED: "warn",
    S.ACCEPTED: "warn",
    S.PAID: "",
    S.SETTLED: "ok",
    S.REFUSED: "bad",
}

# ── who may say yes ─────────────────────────────────────────────────────────────────────────

# how far an office reaches, and up to which parameter it may say yes; the district up to any sum
LADDER = ("community", "subdistrict", "district", "city", "province")
LIMITS: Mapping[str, str] = {
    "community": "money.limit_community",
    "subdistrict": "money.limit_subdistrict",
}

OFFICES: Mapping[str, object] = {
    "community": _("社区负责人"),
    "subdistrict": _("街道负责人"),
    "district": _("区财政"),
}


def level_needed(fen: int, limits: Mapping[str, int]) -> str:
    """The lowest level that may approve a sum."""
    return next((level for level in LADDER if level not in limits or fen <= limits[level]), "")


def reaches(levels: Collection[str], needed: str) -> bool:
    """Whether one of the levels of an office is as high as is needed."""
    held = [LADDER.index(level) for level in levels if level in LADDER]
    return bool(held) and max(held) >= LADDER.index(needed)


def check_limit(
    fen: int, levels: Collection[str], limits: Mapping[str, int], names: Mapping[str, object]
) -> None:
    """A sum above what one's office may approve goes to the level above."""
    needed = level_needed(fen, limits)
    if reaches(levels, needed):
        return
    most = max((limits[level] for level in levels if level in limits), default=0)
    sentence = _(
        "这笔支出 %(sum)s 元，超过您可以批准的 %(most)s 元，请由%(level)s审批。"
        "它会一直出现在上一级的待办里，不用重新申请。"
    )
    facts = {"sum": yuan(fen), "most": yuan(most), "level": names.get(needed, needed)}
    raise Refused("money.above-limit", sentence % facts)


def check_budget(
    over: int, levels: Collection[str], own: str, note: str, names: Mapping[str, object]
) -> None:
    """What a heading no longer covers is approved one level above, with a reason."""
    if over <= 0:
        return
    above = LADDER[min(LADDER.index(own) + 1, len(LADDER) - 1)] if own in LADDER else "district"
    above = "district" if above in ("city", "province") else above
    if not reaches(levels, above):
        sentence = _(
            "这个科目的预算已不够，还差 %(over)s 元。请先调整预算，或由%(level)s写明理由后批准。"
        )
        facts = {"over": yuan(over), "level": names.get(above, above)}
        raise Refused("money.over-budget", sentence % facts)
    if not note.strip():
        sentence = _("这笔支出超出科目预算 %(over)s 元。要批准，请写明理由，会留下超预算的标记。")
        raise Refused("money.over-budget-reason", sentence % {"over": yuan(over)})


# ── what is typed ───────────────────────────────────────────────────────────────────────────

ACCOUNT = re.compile(r"[0-9]{8,32}")


def bank_account(typed: str) -> str:
    """An account number without gaps; refused when it is none."""
    bare = re.sub(r"[\s\-]", "", typed)
    if bare and not ACCOUNT.fullmatch(bare):
        sentence = _("收款账号只能是 8 到 32 位数字。请对照收款人提供的账号核对。")
        raise Refused("money.bad-account", sentence)
    return bare


def check_reason(text: str) -> None:
    """Who says no, or takes back, says why."""
    if not text.strip():
        raise Refused("money.no-reason", _("请写明理由，申请人会看到。"))


def check_sum(fen: int) -> None:
    """A payment is more than nothing, and not more than anybody ever had."""
    if not 0 < fen <= MOST_FEN:
        raise Refused("money.no-sum", _("金额要大于零，也不能大得不合理，请核对。"))


def check_heading(flow: str, heading: object) -> None:
    """Money goes out under a heading of spending."""
    if flow != "out":
        sentence = _("「%(heading)s」是收入科目，支出请选支出科目。")
        raise Refused("money.wrong-heading", sentence % {"heading": heading})


def check_earmark(title: object, until: date | None, ended: date | None, day: date) -> None:
    """What was given for one thing is spent while it may be."""
    if ended is not None or (until is not None and until < day):
        sentence = _("专款「%(title)s」的使用期已过，不能再支出。请先办理延期，或换一个经费账户。")
        raise Refused("money.earmark-over", sentence % {"title": title})


def check_final(final: int, asked: int, outcome: str) -> None:
    """What is accepted is no more than was asked; what is less has a reason."""
    check_sum(final)
    if final > asked:
        sentence = _("验收金额 %(final)s 元超过批准的 %(asked)s 元。多出的部分请另提一笔支出。")
        raise Refused("money.above-asked", sentence % {"final": yuan(final), "asked": yuan(asked)})
    if not outcome.strip():
        raise Refused("money.no-outcome", _("请写明验收了什么、数量和质量怎么样。"))


def check_paid_on(day: date, asked: date, today: date) -> None:
    """Money leaves after it was asked for and not tomorrow."""
    if day > today:
        raise Refused("money.paid-tomorrow", _("付款日期不能晚于今天。请在付款以后再登记。"))
    if day < asked:
        sentence = _("付款日期 %(day)s 早于申请日期 %(asked)s。先申请、后付款，请核对日期。")
        raise Refused("money.paid-before", sentence % {"day": f"{day:%F}", "asked": f"{asked:%F}"})


def check_paper(paper: str) -> None:
    """What says that the bank paid."""
    if not paper.strip():
        raise Refused("money.no-paper", _("请填写银行回单号，没有的填支票号或现金收据号。"))


def check_invoices(count: int, twice: Collection[str], note: str) -> None:
    """It is settled with an invoice of its own, or with a sentence that says why not."""
    if note.strip():
        return
    if not count:
        sentence = _("还没有上传发票或收据。请先上传；确实没有的，写明用什么凭证代替。")
        raise Refused("money.no-invoice", sentence)
    if twice:
        sentence = _("发票号 %(numbers)s 在别的支出里用过。请核对是否重复报销，并写明核对结果。")
        raise Refused("money.invoice-twice", sentence % {"numbers": "、".join(sorted(twice))})


def check_papers_open(over: bool) -> None:
    """Papers come and go until it is settled."""
    if over:
        raise Refused("money.papers-closed", _("这笔支出已经结束，凭证不能再改。"))


INVOICE = re.compile(r"[0-9A-Za-z\-]{4,40}")


def invoice_number(typed: str) -> str:
    """The number as it stands on the paper, without gaps; a receipt may have none."""
    bare = re.sub(r"\s", "", typed).upper()
    if bare and not INVOICE.fullmatch(bare):
        sentence = _("发票号码只能是 4 到 40 位数字、字母或横线。收据没有号码的可以不填。")
        raise Refused("money.bad-number", sentence)
    return bare
