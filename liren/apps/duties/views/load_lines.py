"""The figures of the burden page, each with its denominator, what was reported and its target."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liren.apps.duties.queries.burdens import CHANNEL
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.burdens import CHANNELS
from liren.kernel.access.models import Level
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import parameter

if TYPE_CHECKING:
    from liren.apps.duties.views.loads import Load


@dataclass(frozen=True)
class Line:
    """One figure: the sum, a community's mean, what others reported, and what is aimed at."""

    label: str
    value: str
    url: str = ""
    each: str = ""
    seen: str = ""
    source: str = ""  # of what was reported
    target: str = ""
    note: str = ""
    reached: bool | None = None


def said(key: str) -> Parameter | None:
    """A figure of the packs; one that no pack has is not shown."""
    try:
        return parameter(key)
    except Refused:
        return None


def reported(*keys: str) -> dict[str, Any]:
    """What others reported, with where: several are added up, their parts named."""
    rows = [row for key in keys if (row := said(f"burdens.seen.{key}"))]
    if not rows:
        return {}
    total = f"{sum(row.value for row in rows):,}"
    if len(rows) > 1:
        total += "（" + " + ".join(str(row.value) for row in rows) + "）"
    sources = list(dict.fromkeys(row.source for row in rows))
    names = "；".join([str(row) for row in rows[:1]] if len(rows) == 1 else [])
    return {"seen": total, "source": "；".join(filter(None, [names, *sources]))}


def share(part: int, whole: int) -> str:
    """A share with what it is of."""
    if not whole:
        return "–"
    percent = f"{100 * part / whole:.0f}%"
    return _("%(percent)s（%(part)d / %(whole)d）") % {
        "percent": percent, "part": part, "whole": whole,
    }  # fmt: skip


def aimed(key: str, part: int, whole: int) -> dict[str, Any]:
    """The target of a share, and whether it is reached."""
    row = said(f"burdens.target.{key}")
    if row is None:
        return {}
    reached = None if not whole else 100 * part >= row.value * whole
    return {"target": f"{row.value}%", "reached": reached}


def lines(found: "Load") -> Iterator[Line]:
    """All figures of a place, in the order of the page."""
    yield from of_tasks(found)
    yield from of_doors(found)
    yield from of_removals(found)
    yield from of_sheets(found)
    yield from of_time(found)


def mean(found: "Load", number: int) -> str:
    """A community's mean, where more than one is counted."""
    if found.area.level == Level.COMMUNITY or not found.communities:
        return ""
    return f"{number / found.communities:.1f}".removesuffix(".0")


def at(found: "Load", kind: str, **more: str) -> str:
    """The list that a figure counts."""
    asked = "".join(f"&{name}={one}" for name, one in more.items())
    return reverse("duties.burdens") + f"?area={found.area.code}&kind={kind}{asked}"


def of_tasks(found: "Load") -> Iterator[Line]:
    """What is asked, and what was refused."""
    stock, flow, code = found.stock, found.flow, found.area.code
    yield Line(
        _("在办交办"),
        str(stock.tasks),
        reverse("duties.assignments") + f"?area={code}&tab=open",
        mean(found, stock.tasks),
        **reported("task"),
        target=_("件件有依据"),
        reached=True,
        note=_("每件都过了清单、准入或应急的关口；期间共交办 %(n)d 件") % {"n": flow.assigned},
    )
    refusals = reverse("duties.refusals") + f"?area={code}"
    yield Line(
        pgettext("many", "拒办"),
        str(flow.refused),
        f"{refusals}&tab=all",
        mean(found, flow.refused),
        note=_("其中没过关口、从系统外来的 %(n)d 件") % {"n": flow.outside},
    )
    yield Line(
        _("按属地转嫁而被拒的"),
        share(flow.others, flow.refused),
        f"{refusals}&tab=all&ground=others",
        note=_("理由是属于别的单位的职责；分母是期间全部拒办"),
    )


def of_doors(found: "Load") -> Iterator[Line]:
    """Channels, plaques, inspections."""
    stock = found.stock
    channels, row = stock.of(*CHANNELS), said("burdens.target.channel")
    yield Line(
        _("工作渠道（群、应用）"),
        str(channels),
        at(found, CHANNEL),
        mean(found, channels),
        **reported("dingtalk", "wechat", "app"),
        target=_("每社区 %(n)s 个收件箱") % {"n": row.value} if row else "",
        reached=channels <= found.communities * int(row.value) if row else None,
        note=_("群 %(groups)d 个，应用 %(apps)d 个")
        % {"groups": stock.of(AskKind.GROUP), "apps": stock.of(AskKind.APP)},
    )
    plaques = stock.of(AskKind.PLAQUE)
    yield Line(
        _("挂牌"),
        str(plaques),
        at(found, AskKind.PLAQUE),
        mean(found, plaques),
        **reported("plaque"),
        **aimed("settled", stock.settled_plaques, plaques),
        note=_("有准入或清理期限的：%(share)s") % {"share": share(stock.settled_plaques, plaques)},
    )
    looks = stock.of(AskKind.INSPECTION, AskKind.CONTEST)
    inspections = stock.of(AskKind.INSPECTION)
    yield Line(
        _("检查评比"),
        str(looks),
        at(found, AskKind.INSPECTION),
        mean(found, looks),
        note=_("检查督查 %(a)d 项，评比达标 %(b)d 项")
        % {"a": inspections, "b": looks - inspections},
    )


def of_removals(found: "Load") -> Iterator[Line]:
    """What has to go, and what is gone."""
    stock, flow = found.stock, found.flow
    yield Line(
        _("责令清理逾期"),
        share(stock.late, stock.ordered),
        at(found, "", tab="late"),
        target="0",
        reached=stock.late == 0,
        note=_("分母是正在责令清理的"),
    )
    gone = flow.ended + flow.merged
    yield Line(
        _("已清理合并"),
        str(gone),
        at(found, "", tab="over"),
        mean(found, gone),
        note=_("期间清理 %(a)d 项，合并 %(b)d 项，新登记 %(c)d 项")
        % {"a": flow.ended, "b": flow.merged, "c": flow.noted},
    )


def of_sheets(found: "Load") -> Iterator[Line]:
    """Ledgers and forms: kept by hand, or made by the register."""
    for kind, label, keys in (
        (AskKind.LEDGER, _("手填台账"), ("ledger",)),
        (AskKind.FORM, _("手填报表"), ()),
    ):
        whole, made = found.stock.of(kind), found.stock.generated.get(kind, 0)
        yield Line(
            label,
            str(whole - made),
            at(found, kind, made="no"),
            mean(found, whole - made),
            **reported(*keys),
            **aimed("generated", made, whole),
            note=_("由系统生成的：%(share)s") % {"share": share(made, whole)},
        )


def of_time(found: "Load") -> Iterator[Line]:
    """Hours and money."""
    time, money = found.time, found.money
    hours = reverse("duties.estimates") + f"?area={found.area.code}"
    facts = {"month": f"{time.month:%Y-%m}", "said": time.said, "all": found.communities}
    yield Line(
        _("每人每月工时（外来事项）"),
        f"{time.asked / time.staff:.1f}" if time.staff else "–",
        hours,
        note=_("%(month)s，%(said)d / %(all)d 个社区填报，%(staff)d 人分担")
        % {**facts, "staff": time.staff},
    )
    yield Line(
        _("外来事项占全部工时"),
        share(round(time.asked), round(time.hours)),
        hours,
        note=_("行政化的程度：部门和街道要的事占社区工时的多少；分母是填报的全部工时"),
    )
    covered = money.earned - money.unpaid
    yield Line(
        _("已验收但经费没有落实（元）"),
        f"{round(money.unpaid / 100):,}",
        reverse("duties.assignments") + f"?area={found.area.code}&tab=accepted",
        **reported("unpaid"),
        **aimed("paid", covered, money.earned),
        note=_("期间验收应付 %(n)s 元") % {"n": f"{round(money.earned / 100):,}"},
    )
