"""The navigation: what this person can open, and the search above it."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liren.apps.cases.queries import Wanted, capped, counts_for
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.tell.queries import unread
from liren.kernel.web.menu import Crumb, Group, Item, Menu, Person, Search
from liren.site.roles import NAMES

WORK = (("cases.dispatch", "mine"), ("cases.sign", "mine"), ("cases.verify", "mine"))


def menu(request: HttpRequest) -> Menu:
    """The menu of whoever is signed in, and the few open doors for strangers."""
    actor: Actor | None = getattr(request, "actor", None)
    if not actor:  # lazy, so never the object None itself
        return Menu(tabs=stranger_tabs(), links=stranger_tabs()[:3], home=reverse("notices.find"))
    if not official(actor):
        return Menu(tabs=resident_tabs(actor), person=person(actor))
    return Menu(
        groups=[group for group in groups(actor) if group.items],
        crumbs=crumbs(actor),
        person=person(actor),
        search=search(request, actor),
        subtitle=subtitle(actor),
    )


def official(actor: Actor) -> bool:
    """Whether the person has an office, not only a home."""
    return any(role != "resident" for role in actor.roles())


def resident_tabs(actor: Actor) -> list[Item]:
    """The few places of a resident."""
    return [
        Item(_("首页"), reverse("notices.home"), "home"),
        Item(_("我上报的"), reverse("cases.mine"), "list-details"),
        Item(_("上报问题"), reverse("cases.report"), "plus"),
        news(actor),
        Item(_("我的账户"), reverse("doors.account"), "user"),
    ]


def stranger_tabs() -> list[Item]:
    """What is open without an account."""
    return [
        Item(_("首页"), reverse("notices.find"), "home"),
        Item(_("上报问题"), reverse("cases.report_open"), "plus"),
        Item(_("查进度"), reverse("cases.follow"), "search"),
        Item(_("登录"), reverse("doors.login"), "login"),
    ]


def groups(actor: Actor) -> list[Group]:
    """The navigation of the desk, by what one comes for."""
    waiting = counts_for(actor, Wanted(), ["mine"])["mine"] if works(actor) else None
    desk, count = reverse("cases.desk"), capped(waiting) if waiting else None
    work = [
        *([Item(_("待办"), f"{desk}?tab=mine", "inbox", count, hot=True)] if works(actor) else []),
        *(
            [Item(_("事件"), f"{desk}?tab=all", "clipboard-list")]
            if actor.may("cases.view")
            else []
        ),
        *([Item(_("事件地图"), reverse("cases.map"), "map-2")] if actor.may("cases.view") else []),
        Item(_("我上报的"), own_list(actor), "speakerphone"),
        *links(actor, ("cases.verify", "cases.phone", _("手机版"), "device-mobile")),
        *links(actor, ("notices.view", "notices.list", _("告示"), "file-text")),
        news(actor),
    ]
    return [
        Group("", work),
        Group(pgettext("menu", "事项"), asked(actor)),
        Group(pgettext("menu", "经费"), money(actor)),
        Group(_("底数"), ground(actor)),
        Group(_("规则"), rules(actor)),
        Group(_("监督"), watch(actor)),
    ]


def asked(actor: Actor) -> list[Item]:
    """What may be asked of communities, and what is."""
    return links(
        actor,
        ("duties.lists", "duties.lists", _("事项清单"), "list-details"),
        ("duties.documents", "duties.documents", _("政策文件"), "file-text"),
        ("duties.applications", "duties.applications", _("准入申请"), "clipboard-check"),
        ("duties.hearings", "duties.hearings", _("征求意见"), "message"),
        ("duties.assignments", "duties.assignments", pgettext("many", "交办"), "send"),
        ("duties.refusals", "duties.refusals", pgettext("many", "拒办"), "ban"),
        ("duties.emergencies", "duties.emergencies", _("应急例外"), "bolt"),
        ("duties.department", "duties.departments", pgettext("many", "部门"), "building"),
        ("duties.burdens", "duties.burdens", _("负担清单"), "clipboard-list"),
        ("duties.load", "duties.load", _("减负看板"), "chart-bar"),
    )


def money(actor: Actor) -> list[Item]:
    """Where money is, who owes it, and who may read that."""
    return links(
        actor,
        ("money.purses", "money.purses", _("经费账户"), "key"),
        ("money.budgets", "money.budgets", pgettext("many", "预算"), "file-text"),
        ("money.claims", "money.claims", _("应付款"), "clipboard-list"),
        ("money.remittances", "money.remittances", pgettext("remittances", "拨款"), "send"),
        ("money.claims", "money.arrears", _("欠款排行"), "chart-bar"),
        ("money.donations", "money.donations", pgettext("many", "捐赠"), "heart-handshake"),
        ("money.gifts", "money.gifts", _("实物捐赠"), "heart-handshake"),
        ("money.projects", "money.projects", _("基金会项目"), "list-details"),
        ("money.disclosures", "money.disclosures", _("财务公开"), "speakerphone"),
        ("money.reports", "money.reports", _("经费报表"), "chart-bar"),
        ("money.works", "money.works", _("自筹办事"), "users-group"),
        ("money.spendings", "money.spendings", pgettext("many", "支出"), "scale"),
        ("money.purchases", "money.purchases", _("购买服务"), "clipboard-list"),
        ("money.services", "money.services", _("承接的服务"), "clipboard-list"),
        ("money.tenders", "money.tenders", _("征集中的服务"), "speakerphone"),
        ("money.bills", "money.bills", _("费用分摊"), "scale"),
        *granted(actor),
        ("money.gap", "money.gap", _("经费缺口"), "chart-bar"),
        ("money.books", "money.books", _("总账核对"), "scale"),
    )


def granted(actor: Actor) -> list[tuple[str, str, str, str]]:
    """What schemes give: the runs of the year, or what one's own areas were granted."""
    pages = (
        ("money.runs", "money.runs", _("年度测算"), "scale"),
        ("money.entitlements", "money.entitlements", _("核定经费"), "scale"),
    )
    return [one for one in pages if actor.may(one[0])][:1]


def ground(actor: Actor) -> list[Item]:
    """What there is: territory, homes, bodies, posts and their figures."""
    return links(
        actor,
        ("places.view", "places.tree", pgettext("many", "辖区"), "map-pin"),
        ("places.view", "places.estates", pgettext("many", "小区"), "home"),
        ("people.find", "people.find", _("人口"), "users"),
        ("people.rentals", "people.due", _("租住与走访"), "key"),
        ("people.figures", "people.figures", _("人口统计"), "chart-bar"),
        ("bodies.view", "bodies.list", _("机构"), "building-community"),
        ("offices.view", "offices.view", _("岗位"), "user-check"),
        ("lineage.view", "lineage.list", _("辖区调整"), "route"),
        ("standards.view", "standards.figures_home", _("标准测算"), "chart-bar"),
    )


def rules(actor: Actor) -> list[Item]:
    """What holds: kinds, parameters, calendar, roles, and the other door."""
    return links(
        actor,
        ("cases.kinds", "cases.kinds", _("事件类型"), "list-details"),
        ("policy.view", "policy.view", _("政策参数"), "scale"),
        ("standards.view", "standards.trial_home", _("假设测算"), "adjustments"),
        ("policy.view", "policy.calendar", _("工作日历"), "calendar"),
        ("access.roles", "access.roles", _("角色与权限"), "users"),
        ("access.roles", "doors.reference", _("接口说明"), "file-text"),
    )


def watch(actor: Actor) -> list[Item]:
    """Who holds what, who did what, and what went outside."""
    return links(
        actor,
        ("access.view_accounts", "access.view_accounts", _("账户"), "user"),
        ("access.view_recoveries", "access.view_recoveries", _("账户找回"), "key"),
        ("offices.view_grants", "offices.view_grants", _("授权"), "key"),
        ("people.searches", "people.searches", _("人员查询记录"), "eye"),
        *protection(actor),
        ("audit.view", "audit.view", _("审计记录"), "file-text"),
        ("access.roles", "audit.roots", _("审计链值"), "lock"),
        ("tell.view_endpoints", "tell.view_endpoints", _("消息接收端"), "bell"),
        ("tell.view_deliveries", "tell.view_deliveries", _("投递记录"), "history"),
    )


def protection(actor: Actor) -> list[tuple[str, str, str, str]]:
    """The pages of protection under one name, for who may open any of them."""
    verbs = ("people.claims", "people.exports", "people.retention")
    return [
        (verb, "people.duties", _("个人信息保护"), "shield-check")
        for verb in [one for one in verbs if actor.may(one)][:1]
    ]


def news(actor: Actor) -> Item:
    """The inbox with what was not opened."""
    return Item(_("通知"), reverse("doors.inbox"), "bell", unread(actor) or None, hot=True)


def own_list(actor: Actor) -> str:
    """Where somebody sees what they reported."""
    if actor.may("cases.view"):
        return f"{reverse('cases.desk')}?tab=all&by_me=on"
    return reverse("cases.mine")


def links(actor: Actor, *pages: tuple[str, str, str, str]) -> list[Item]:
    """Links to pages for those who hold the verb that a page needs."""
    return [
        Item(label, reverse(name), icon) for verb, name, label, icon in pages if actor.may(verb)
    ]


def works(actor: Actor) -> bool:
    """Whether steps of cases can wait for this person."""
    return any(actor.may(verb) for verb, _tab in WORK)


def crumbs(actor: Actor) -> list[Crumb]:
    """The way to the first area in which one holds an office."""
    area = first_area(actor)
    if area is None:
        return []
    parts = area.path.rstrip(".").split(".")
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    rows = Area.objects.filter(path__in=paths).order_by("path")
    open_to = tuple(actor.paths("places.view"))
    return [
        # the way up is named, but only one's own places open
        Crumb(
            str(row),
            reverse("places.view", args=[row.code]) if row.path.startswith(open_to) else "",
        )
        for row in rows
    ]


def first_area(actor: Actor) -> Area | None:
    """The area of the first office, else of the body for which one acts."""
    offices = [grant for grant in actor.grants if grant.role != "resident"]
    return next((g.area for g in offices if g.area), None)


def person(actor: Actor) -> Person:
    """Who is signed in."""
    roles = [str(NAMES.get(role, role)) for role in actor.roles() if role != "resident"]
    return Person(
        name=actor.user.name,
        role=_("、").join(roles) or str(NAMES["resident"]),
        account_url=reverse("doors.account"),
        logout_url=reverse("doors.logout"),
    )


def subtitle(actor: Actor) -> str:
    """The body for which one acts, or the area in which one works."""
    body = next((grant.body for grant in actor.grants if grant.body), None)
    example = _("示例数据") if settings.LIREN_EXAMPLE else ""
    return " · ".join(str(one) for one in (body or first_area(actor) or "", example) if one)


def search(request: HttpRequest, actor: Actor) -> Search | None:
    """Cases by number, words or address, from every page."""
    if not actor.may("cases.view"):
        return None
    here = request.path == reverse("cases.desk")
    return Search(
        url=reverse("cases.desk"),
        label=_("搜索事件"),
        placeholder=_("搜编号、内容、地址"),
        value=request.GET.get("q", "") if here else "",
        target="list" if here else "",
    )
