"""The page that a telephone shows when there is no network: forms and words, nobody's data."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from liren.apps.cases import rules
from liren.apps.cases.forms import ReportForm
from liren.apps.cases.models import Case
from liren.apps.cases.views.case import STEPS
from liren.apps.cases.views.phone.case import lightened
from liren.apps.cases.views.phone.report import trimmed
from liren.apps.cases.views.phone.today import OFF_LINE
from liren.apps.people.forms.visits import DifferForm, VisitForm


@login_not_required
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The same for everybody: the telephone fills it from what it keeps for its person."""
    asked = request.GET.get("lang", "")
    known = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(known):
        return render(request, "cases/phone/shell.html", forms_to_keep())


def forms_to_keep() -> dict[str, Any]:
    """The forms that can be filled in without a network, empty."""
    blank = Case(picture_count=1)
    forms = {verb: STEPS[verb][1](case=blank, initial=dict(NO_KEY)) for verb in OFF_LINE}
    return {
        "steps": [(verb, verb[6:], rules.BUTTONS[verb], lightened(forms[verb])) for verb in forms],
        "report": trimmed(ReportForm(source=rules.Source.PATROL, initial=dict(NO_KEY))),
        "visiting": DifferForm(uid="{uid}"),
        "visit_note": VisitForm()["note"],
        "csrf_token": "NOTPROVIDED",
        "off_line": True,
    }


NO_KEY = {"key": ""}  # the telephone makes one for each form that it keeps
