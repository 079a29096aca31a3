"""The working calendar, with its sources."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors import actions, queries, terms
from liren.kernel.doors.forms import DayForm, PublishForm
from liren.kernel.policy import actions as policy
from liren.kernel.policy.models import Day
from liren.kernel.web.respond import confirm, go, part, refusals_to


@require_safe
def calendar_now(request: Request) -> HttpResponse:
    """The calendar of this year."""
    return HttpResponseRedirect(reverse("doors.calendar", args=[today().year]))


@require_safe
def calendar(request: Request, year: int) -> HttpResponse:
    """Twelve months with days off and make-up days."""
    return page(request, year)


def set_day(request: Request, year: int) -> HttpResponse:
    """Let a day differ from the ordinary week."""
    queries.require(request.actor, "policy.set_day")
    form = DayForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            row = actions.year_row(request.actor, checked(year))
            policy.set_day(request.actor, row, **form.cleaned_data)
            return go(request, reverse("doors.calendar", args=[year]), said=_("已登记这一天。"))
    return page(request, year, form=form)


def clear_day(request: Request, year: int, day: date) -> HttpResponse:
    """Let a day count as its weekday says again, after a second look."""
    queries.require(request.actor, "policy.clear_day")
    listed = Day.objects.select_related("year").get(year=year, date=day)
    back = reverse("doors.calendar", args=[year])
    if request.method == "POST":
        policy.clear_day(request.actor, listed.year, day=day)
        return go(request, back, said=_("已删除，这一天按平常周末计算。"))
    words = {"day": date_format(day, _("Y年n月j日")), "name": str(listed)}
    return confirm(
        request,
        title=_("删除 %(day)s“%(name)s”吗？") % words,
        losses=[
            _("这一天将按平常周末计算。"),
            _("以后开始的时限按新日历计算，已经算好的到期时间不变。"),
        ],
        label=_("删除"),
        cancel=back,
    )


def publish_year(request: Request, year: int) -> HttpResponse:
    """Say that a year's holidays are complete, and where they stand."""
    queries.require(request.actor, "policy.publish_year")
    form = PublishForm(request.POST or None)
    if form.is_valid():
        with refusals_to(form):
            row = actions.year_row(request.actor, checked(year))
            policy.publish_year(request.actor, row, **form.cleaned_data)
            said = _("%(year)d 年的日历已确认。") % {"year": year}
            return go(request, reverse("doors.calendar", args=[year]), said=said)
    return page(request, year, publish_form=form, form=form)


def page(request: Request, year: int, **forms: Any) -> HttpResponse:
    """The year with what was filled in."""
    queries.require(request.actor, "policy.view")
    row = terms.year_or_blank(checked(year))
    days = list(Day.objects.filter(year=year))
    return part(
        request,
        "doors/calendar.html",
        "calendar",
        **{"day_form": forms.get("form") or DayForm(), "publish_form": PublishForm(), **forms},
        year=row,
        months=terms.months(year, days),
        days=days,
        off=sum(not day.works for day in days),
        may_set=request.actor.may("policy.set_day"),
        may_publish=request.actor.may("policy.publish_year"),
        before=year - 1 if year > terms.FIRST_YEAR else None,
        after=year + 1 if year < terms.LAST_YEAR else None,
    )


def checked(year: int) -> int:
    """Only years that a calendar has."""
    if not terms.FIRST_YEAR <= year <= terms.LAST_YEAR:
        raise Http404
    return year
