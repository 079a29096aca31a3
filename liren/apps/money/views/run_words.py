"""What a line of a run is called, in the language of who reads it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from liren.apps.money.models import Entitlement
from liren.kernel.base.money import yuan
from liren.kernel.policy.engine import Figure, Lack
from liren.kernel.policy.engine.wording import shown
from liren.kernel.policy.models import spoken

Row = Mapping[str, Any]


def named(one: Row) -> str:
    """The name of a fact or rule."""
    return spoken(one.get("zh", ""), one.get("en", ""))


def lack_of(one: Row) -> str:
    """One thing that is missing."""
    lack = Lack(one["key"], one["zh"], one["en"], kind=one["kind"], entry=one.get("entry", ""))
    said = lack.label
    if one.get("stale"):
        sentence = _("%(fact)s（只有 %(day)s 的，不能用于别的年度）")
        return sentence % {"fact": said, "day": one["stale"]}
    if one.get("parts"):
        sentence = _("%(fact)s（缺：%(parts)s）")
        return sentence % {"fact": said, "parts": _("、").join(one["parts"])}
    return said


def lacks_of(row: Entitlement) -> str:
    """Why there is no amount, in a sentence; empty where there is one."""
    if row.fen is not None:
        return ""
    parts = tuple(
        Lack(one["key"], one["zh"], one["en"], kind=one["kind"], entry=one.get("entry", ""))
        for one in row.lacks
    )
    return Figure("", "", "", missing_parts=parts).sentence


def why_of(row: Entitlement) -> list[str]:
    """Why it is not what it was the year before, each fact and rule by name."""
    return [reason_of(one) for one in row.figure.get("why", ())]


def reason_of(one: Row) -> str:
    """One thing that changed."""
    if one["kind"] == "formula":
        return _("公式“%(name)s”改了") % {"name": named(one)}
    before, after = value_of(one["before"]), value_of(one["after"])
    facts = {"name": named(one), "before": before, "after": after}
    return _("%(name)s由 %(before)s 变为 %(after)s") % facts


def value_of(value: object) -> str:
    """A number as it was kept, with separators; other values as rules show them."""
    if isinstance(value, str) and value.replace(".", "", 1).replace("-", "", 1).isdigit():
        return shown(Decimal(value))
    return shown(value)


def change_of(row: Entitlement) -> int | None:
    """By how much it is more or less than the year before."""
    if row.fen is None or row.before_fen is None:
        return None
    return row.fen - row.before_fen


def signed(fen: int | None) -> str:
    """A change with its sign."""
    if fen is None:
        return ""
    return f"{'+' if fen > 0 else ''}{yuan(fen)}"


def state_of(row: Entitlement) -> tuple[str, str]:
    """What becomes of a line: the words and their tone."""
    if row.struck_at:
        return _("已划除"), ""
    if row.figure.get("once"):
        return _("%(year)d 年已发过") % {"year": row.figure["once"]["year"]}, ""
    if row.fen is None:
        return _("算不出"), "warn"
    if row.claim:
        return str(row.claim.get_state_display()), CLAIM_TONES.get(row.claim.state, "")
    return without_claim(row)


def without_claim(row: Entitlement) -> tuple[str, str]:
    """Why no claim was raised, or that it will be."""
    fen = row.fen or 0
    if not fen:
        return _("不应拨付"), ""
    if row.posted_before_fen > fen:
        return _("已入账的多了 %(more)s 元") % {"more": yuan(row.posted_before_fen - fen)}, "warn"
    if row.posted_before_fen == fen:
        return _("此前已入账"), "ok"
    if row.debtor is None:
        return _("没有应拨付的单位"), "bad"
    return _("待入账"), "info"


CLAIM_TONES: Mapping[str, str] = {"open": "warn", "part": "info", "paid": "ok", "cancelled": ""}
