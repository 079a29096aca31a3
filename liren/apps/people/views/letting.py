"""Letting as pages: the list, one tenancy, and the acts on it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.actions import rentals as actions
from liren.apps.people.forms import rentals as forms
from liren.apps.people.models import Person, RoomCheck, Tenancy
from liren.apps.people.queries import rentals as queries
from liren.apps.people.queries.rentals import LetSought
from liren.apps.people.rules.rentals import Letting
from liren.apps.people.views.rental_sheet import workbook
from liren.apps.places.models import Area, Dwelling
from liren.apps.places.queries import Sought, around, dwelling_for, page_of_dwellings
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import near_day
from liren.kernel.web.lists import capped
from liren.kernel.web.respond import go, part, refusals_to


def sought_of(request: Request) -> LetSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "kind", "area")}
    given["kind"] = given["kind"] if given["kind"] in Letting.values else ""
    tab = request.GET.get("tab", "now")
    return LetSought(tab if tab in queries.TABS else "now", **given)


def asked(sought: LetSought, **changes: str) -> str:
    """The same question as a query string."""
    every = {"tab": sought.tab, "q": sought.q, "kind": sought.kind, "area": sought.area, **changes}
    return "?" + urlencode({name: one for name, one in every.items() if one})


@require_safe
def rentals(request: Request) -> HttpResponse:
    """What is let: running, told late, to be looked at, ending, over."""
    require(request.actor, queries.READ)
    sought = sought_of(request)
    found = queries.page_of_tenancies(request.actor, sought, request.GET.get("cursor", ""))
    total = queries.counted(request.actor, queries.tenancies_sought(sought))
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(request.actor, sought),
        "kinds": Letting.choices,
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "shown": _("共 %(total)s 份") % {"total": capped(total)},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "export_url": reverse("people.export_rentals") + asked(sought)
        if request.actor.may("people.export_rentals")
        else "",
        "may_let": request.actor.may("people.let"),
        "filtered": bool(sought.q or sought.kind or sought.area),
        "clear": asked(LetSought(sought.tab)),
    }
    return part(request, "people/rentals.html", "rentals", **context)


HOT = ("late", "check", "ends")


def tabs(actor: Actor, sought: LetSought) -> list[dict[str, Any]]:
    """The states of a list, with how many wait in those that need somebody."""
    words = {
        "now": _("在租"),
        "check": _("该检查"),
        "ends": _("快到期"),
        "late": _("逾期申报"),
        "over": _("已结束"),
    }
    found = []
    for name, label in words.items():
        wanted = LetSought(name, sought.kind, sought.area, sought.q)
        count = queries.counted(actor, queries.tenancies_sought(wanted)) if name in HOT else None
        found.append(
            {
                "label": label,
                "url": asked(wanted),
                "current": name == sought.tab,
                "count": capped(count) if count else None,
                "hot": bool(count) and name != "late",
            }
        )
    return found


def shown(row: Any) -> dict[str, Any]:
    """One line: where, what, by whom, until when, and what is to be done."""
    return {
        "tenancy": row,
        "what": queries.words_of(row.kind, row.part),
        "late": max((row.told_on - row.due_on).days, 0),
        "check": tone_of((row.check_on - today()).days) if row.check_on else "",
        "ends": tone_of((row.until - today()).days) if row.until and not row.ended_on else "",
        "place": row.area.parent if row.area.level == "grid" else row.area,
    }


SOON = 30


def tone_of(days: int) -> str:
    """How near a day is."""
    return "bad" if days < 0 else "warn" if days <= SOON else "off"


@require_safe
def export_rentals(request: Request) -> FileResponse:
    """The same list as a spreadsheet without names and numbers; who took it out is on record."""
    require(request.actor, "people.export_rentals")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought)
    file = workbook(rows)
    actions.note_export(request.actor, asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('租赁登记')}.xlsx")


@require_safe
def tenancy(request: Request, uid: UUID) -> HttpResponse:
    """One tenancy: its terms, who lives there, what was looked at, what comes next."""
    row = queries.tenancy_for(request.actor, uid)
    checks = list(row.checks.all())
    people = list(row.tenants.all())
    context = {
        "tenancy": row,
        "what": queries.words_of(row.kind, row.part),
        "way": around(row.area),
        "late": max((row.told_on - row.due_on).days, 0),
        "tenants": [one for one in people if one.until is None],
        "former": [one for one in people if one.until is not None],
        "there": queries.still_there(row) if row.ended_on else [],
        "checks": checks,
        "waits": next((one for one in checks if one.again_on and not one.mended_on), None),
        "check_tone": tone_of((row.check_on - today()).days) if row.check_on else "",
        "today": today(),
        "may": may(request.actor, row),
    }
    return part(request, "people/rental.html", "rental", **context)


VERBS = ("add_tenant", "remove_tenant", "change_tenancy", "end_tenancy", "check_room")


def may(actor: Actor, row: Tenancy) -> dict[str, bool]:
    """What may be done to a tenancy that runs."""
    runs = row.ended_on is None
    return {one: runs and permits(actor, f"people.{one}", row) for one in VERBS}


def let(request: Request, uid: UUID) -> HttpResponse:
    """Register that a dwelling is let, with all who live there."""
    home = dwelling_for(request.actor, uid)
    allowed(request.actor, "people.let", home)
    given = request.POST if request.method == "POST" else None
    form, rows = forms.LetForm(given), forms.tenant_forms(given)
    valid = [one.is_valid() for one in (form, *rows)]
    if all(valid):
        with refusals_to(form):
            made: Tenancy = actions.let(
                form.acting(request.actor), home, tenants=forms.tenants_of(rows), **form.facts()
            )
            said = _("已登记。请在 %(day)s 前做第一次安全检查。") % {"day": made.check_on}
            return go(request, reverse("people.tenancy", args=[made.uid]), said=said)
    if given is not None and not form.errors and not all(valid):
        form.add_error(None, _("承租人的信息有不对的地方，请看下面标出的栏目。"))
    context = {
        "form": form,
        "rows": [(row, n == 0 or row.has_changed()) for n, row in enumerate(rows)],
        "dwelling": home,
        "running": queries.tenancies_of(request.actor, home).filter(ended_on=None),
    }
    return part(request, "people/let.html", "let", **context)


@require_safe
def find_dwelling(request: Request) -> HttpResponse:
    """Which dwelling is let: found by estate, building and number."""
    require(request.actor, "people.let")
    q = request.GET.get("q", "").strip()[:60]
    cursor = request.GET.get("cursor", "")
    found = page_of_dwellings(request.actor, Sought(q=q), cursor, 20) if q else None
    context = {
        "q": q,
        "rows": found.rows if found else [],
        "newer": "?" + urlencode({"q": q, "cursor": found.newer}) if found and found.newer else "",
        "older": "?" + urlencode({"q": q, "cursor": found.older}) if found and found.older else "",
    }
    return part(request, "people/let_where.html", "where", **context)


def allowed(actor: Actor, verb: str, row: Model) -> None:
    """PermissionDenied before a form is shown that would be denied."""
    if not permits(actor, verb, row):
        raise PermissionDenied(verb)


def posted(request: Request) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


def add_tenant(request: Request, uid: UUID) -> HttpResponse:
    """One more who lives there."""
    row = queries.tenancy_for(request.actor, uid)
    allowed(request.actor, "people.add_tenant", row)
    form = forms.TenantForm(posted(request))
    form.fields["since"] = near_day(_("入住日期"), initial=today)
    return act_page(
        request,
        form,
        lambda actor, **facts: actions.add_tenant(
            actor, row, **{name: fact for name, fact in facts.items() if fact not in ("", None)}
        ),
        title=_("增加承租人"),
        label=_("登记"),
        back=page_of(row),
        said=_("已登记为承租人，住址同时改到这里。"),
    )


def page_of(row: Tenancy) -> str:
    """The page of a tenancy."""
    return reverse("people.tenancy", args=[row.uid])


def remove_tenant(request: Request, uid: UUID, person: UUID) -> HttpResponse:
    """One who no longer rents it."""
    row = queries.tenancy_for(request.actor, uid)
    allowed(request.actor, "people.remove_tenant", row)
    who = Person.objects.get(uid=person, tenancies__tenancy=row, tenancies__until=None)
    return act_page(
        request,
        forms.OnForm(posted(request)),
        lambda actor, on: actions.remove_tenant(actor, row, person=who, on=on),
        title=_("“%(name)s”退租") % {"name": who.name},
        label=_("登记退租"),
        back=page_of(row),
        said=_("已登记退租。人搬走了的，请再给他办“搬家”或“迁出”。"),
        lead=_("只从承租人里去掉，居住登记不变。"),
    )


def change_tenancy(request: Request, uid: UUID) -> HttpResponse:
    """Prolong it, correct its terms, note what is collected for others."""
    row = queries.tenancy_for(request.actor, uid)
    allowed(request.actor, "people.change_tenancy", row)
    first = {name: getattr(row, name) for name in ("until", "contract", "note", "fee_basis")}
    first |= {"rent": yuan(row.rent_fen), "fee": yuan(row.fee_fen)}
    return act_page(
        request,
        forms.ChangeTenancyForm(posted(request), initial=first),
        lambda actor, **facts: actions.change_tenancy(actor, row, **facts),
        title=_("续租或修改"),
        label=_("保存"),
        back=page_of(row),
        said=_("已保存。"),
    )


def yuan(fen: int | None) -> str:
    """Cents as yuan, for a field."""
    return "" if fen is None else f"{fen / 100:.2f}"


def end_tenancy(request: Request, uid: UUID) -> HttpResponse:
    """The tenancy is over."""
    row = queries.tenancy_for(request.actor, uid)
    allowed(request.actor, "people.end_tenancy", row)
    return act_page(
        request,
        forms.OnForm(posted(request)),
        lambda actor, on: actions.end_tenancy(actor, row, on=on),
        title=_("结束租约"),
        label=_("结束租约"),
        back=page_of(row),
        said=_("租约已结束。还登记住在这里的人列在页面上，请逐个办理搬家或迁出。"),
        lead=_("所有承租人同时退租，不再提醒检查。居住登记不会自动改变。"),
        grave=True,
    )


def check_room(request: Request, uid: UUID) -> HttpResponse:
    """A look at its safety, the first or the second."""
    row = queries.tenancy_for(request.actor, uid)
    allowed(request.actor, "people.check_room", row)
    waits = queries.open_check(row)
    before = seen_before(waits) if waits else ()
    return act_page(
        request,
        forms.LookForm(posted(request), initial={"faults": waits.faults if waits else []}),
        lambda actor, **facts: actions.check_room(actor, row, **facts),
        title=_("复查安全") if waits else _("安全检查"),
        label=_("保存结果"),
        back=page_of(row),
        said=_("检查结果已登记。"),
        lead=_("上次的问题已勾上，整改好了的请去掉。") if waits else "",
        rows=before,
    )


def seen_before(check: RoomCheck) -> list[tuple[str, object]]:
    """What was not in order the last time."""
    return [(_("上次检查"), check.on), (_("上次的问题"), _("；").join(check.fault_words))]


def dwelling_words(row: Dwelling) -> str:
    """Where it is, from the estate to the door."""
    parts = (row.building.estate, row.building, row.stairwell, row.number)
    return " ".join(str(one) for one in parts if one)
