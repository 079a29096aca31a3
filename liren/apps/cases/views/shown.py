"""Cases as the templates want them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liren.apps.bodies.queries import function_names
from liren.apps.cases import rules
from liren.apps.cases.models import Case, Step
from liren.apps.cases.queries import course_for, sees_all, verbs_for
from liren.apps.places.queries import around
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import now
from liren.kernel.base.masking import mask_name, mask_text
from liren.kernel.web.words import left


@dataclass(frozen=True)
class Clock:
    """A deadline: words, tone, and the percentage that remains."""

    text: str
    tone: str
    left: int | None = None


def clock(case: Case) -> Clock:
    """The clock of the present stage; of an ended case, how it ended."""
    if case.due_at is None:
        on_time = case.handled_at and case.handle_due_at and case.handled_at <= case.handle_due_at
        return (
            Clock(_("按时办结"), "ok") if on_time else Clock(str(case.get_state_display()), "off")
        )
    rest = (case.due_at - now()).total_seconds()
    whole = (case.due_at - case.stage_at).total_seconds()
    share = max(0, min(100, round(100 * rest / whole))) if whole > 0 else 0
    return Clock(left(rest), rules.tone(rest, whole), share)


def rows(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The rows of a list."""
    return [
        {
            "case": case,
            "title": mask_text(case.title),
            "address": mask_text(case.address),
            "clock": clock(case),
            "shape": rules.SHAPES[case.state],
            "handler": str(case.handler or ""),
        }
        for case in cases
    ]


def entry(step: Step, official: bool) -> dict[str, Any]:
    """One step as the timeline shows it; residents read the body, not the person."""
    text = str(rules.STEP_WORDS[step.verb])
    if step.to_body:
        text = _("派遣至 %(body)s") % {"body": step.to_body}
    if step.verb == "cases.verify":
        passed = step.state != rules.State.HANDLING and step.state != rules.State.ACCEPTED
        text = _("核查通过") if passed else _("核查不通过，继续处置")
    if step.behalf and official:
        text = _("%(step)s（代 %(name)s）") % {"step": text, "name": mask_name(step.behalf.name)}
    who = str(step.actor) if official else str(step.body or "")
    tones = {"cases.reject": "bad", "cases.return": "bad", "cases.close": "ok"}
    return {
        "who": f"{who} · {step.body}" if official and step.body else who,
        "text": text,
        "at": step.at,
        "note": mask_text(step.note),
        "tone": tones.get(step.verb, ""),
    }


def detail(actor: Actor, case: Case) -> dict[str, Any]:
    """All that the page of a case shows to this actor."""
    official = sees_all(actor, case)
    steps = [entry(step, official) for step in course_for(actor, case)]
    if steps and not steps[0]["tone"]:
        steps[0]["tone"] = "hi"
    verbs = verbs_for(actor, case)
    return {
        "case": case,
        "official": official,
        "title": mask_text(case.title),
        "text": mask_text(case.text),
        "place": mask_text(case.address) or str(case.area),
        "clock": clock(case),
        "shape": rules.SHAPES[case.state],
        "stages": [{"label": name, "state": sign} for name, sign in rules.stages(case.state)],
        "entries": steps,
        "facts": facts(case, official),
        "verbs": [verb_button(verb, case) for verb in verbs],
    }


def verb_button(verb: str, case: Case) -> dict[str, Any]:
    """A verb with its words and whether it is the next step of the case."""
    mine = {"cases.rate"} if case.state == rules.State.CLOSED else {case.next_verb}
    return {
        "name": verb,
        "label": rules.BUTTONS[verb],
        "is_next": verb in mine,
        "plain": verb == "cases.sign",
    }


def facts(case: Case, official: bool) -> list[tuple[str, object]]:
    """What is known besides the text."""
    place = " › ".join(str(area) for area in around(case.area)[1:])
    rows: list[tuple[str, object]] = [
        (_("地址"), mask_text(case.address)),
        (_("辖区"), place),
        (_("类型"), f"{case.kind.case_class} · {case.kind}"),
        (_("承办"), case.handler or ""),
    ]
    if official:
        reporter = f"{mask_name(case.reporter.name)} {case.reporter.masked_phone}".strip()
        names = function_names()
        fit = _("、").join(str(names.get(code, code)) for code in case.kind.competent)
        rows += [(_("反映人"), reporter), (_("职能"), fit), (_("立案条件"), case.kind.filing)]
        rows += [(_("结案条件"), case.kind.closing)]
    if case.rating:
        rows.append((_("评价"), f"{case.get_rating_display()} {mask_text(case.rating_note)}"))
    return rows
