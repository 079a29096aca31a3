"""Cases as the templates want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.bodies.queries import function_names
from liren.apps.cases import rules
from liren.apps.cases.models import Case, Picture, Step
from liren.apps.cases.queries import (
    course_for,
    pictures_for,
    question_of,
    reused,
    sees_all,
    verbs_for,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now
from liren.kernel.base.masking import mask_name, mask_text
from liren.kernel.policy.values import value
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
            "state": rules.State(case.state).label,
            "url": case.get_absolute_url(),
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
        "gallery": gallery(actor, case),
        "question": mask_text(asked.note) if (asked := question_of(case)) else "",
    }


def verb_button(verb: str, case: Case) -> dict[str, Any]:
    """A verb with its words and whether it is the next step of the case."""
    mine = {"cases.rate"} if case.state == rules.State.CLOSED else {case.next_verb}
    mine.add("cases.answer")
    return {
        "name": verb,
        "label": rules.BUTTONS[verb],
        "is_next": verb in mine,
        "plain": verb == "cases.sign",
    }


def facts(case: Case, official: bool) -> list[tuple[str, object]]:
    """What is known besides the text."""
    place = " › ".join(str(area) for area in way_of(case.area)[1:])
    rows: list[tuple[str, object]] = [
        (_("地址"), mask_text(case.address)),
        (_("辖区"), place),
        (_("类型"), f"{case.kind.case_class} · {case.kind}"),
        (_("承办"), case.handler or ""),
    ]
    if official:
        reporter = named(case)
        names = function_names()
        fit = _("、").join(str(names.get(code, code)) for code in case.kind.competent)
        rows += asked_by(case)
        rows += [(_("反映人"), reporter), (_("职能"), fit), (_("立案条件"), case.kind.filing)]
        rows += [(_("结案条件"), case.kind.closing)]
    if case.rating:
        rows.append((_("评价"), f"{case.get_rating_display()} {mask_text(case.rating_note)}"))
    return rows


def way_of(area: Area) -> list[Area]:
    """The areas on the way from the outside to this one, as they were read with the case."""
    found = [area]
    while found[0].parent is not None:
        found.insert(0, found[0].parent)
    return found


def asked_by(case: Case) -> list[tuple[str, object]]:
    """Of what a department brought in: which one, and on what it stands at the gate."""
    if case.asker is None:
        return []
    basis = case.admission.number if case.admission else case.duty_code
    basis = case.emergency.title if case.emergency else basis
    return [(_("交办单位"), case.asker), (_("交办依据"), basis or _("没有依据，不能派给社区"))]


def named(case: Case) -> str:
    """Who reported it, masked; of strangers only that nothing is known."""
    if case.source == rules.Source.STRANGER:
        return _("未登录居民")
    return f"{mask_name(case.reporter.name)} {case.reporter.phone}".strip()


def gallery(actor: Actor, case: Case) -> dict[str, Any]:
    """The pictures of a case: pairs of before and after first, then what has no counterpart."""
    adds = case.state not in rules.ENDED and permits(actor, "cases.add_picture", case)
    found: list[Picture] = []
    if case.picture_count or actor.may("audit.view"):
        found = list(pictures_for(actor, case))
    for one in found:
        one.case = case
    shown = [one for one in found if not one.removed_at and not one.file.is_gone]
    before = [one for one in shown if one.phase == rules.Phase.BEFORE]
    after = last_round([one for one in shown if one.phase == rules.Phase.AFTER])
    pairs = list(zip(before, after, strict=False))
    paired = {one.pk for pair in pairs for one in pair}
    doubles = reused(case, shown) if shown and sees_all(actor, case) else set()
    for one in shown:
        one.reused = one.file.received in doubles  # type: ignore[attr-defined]
    return {
        "pairs": [[shot(actor, one) for one in pair] for pair in pairs],
        "rest": [shot(actor, one) for one in shown if one.pk not in paired],
        "lost": [shot(actor, one) for one in found if one.removed_at or one.file.is_gone],
        "count": len(shown),
        "adds": adds,
    }


def last_round(pictures: Sequence[Picture]) -> list[Picture]:
    """What was photographed after the work was done for the last time."""
    newest = max((one.round for one in pictures), default=0)
    return [one for one in pictures if one.round == newest]


def shot(actor: Actor, picture: Picture) -> dict[str, Any]:
    """One picture with its caption and what may be done to it."""
    case, official = picture.case, sees_all(actor, picture.case)
    return {
        "picture": picture,
        "phase": picture.get_phase_display(),
        "who": taker(actor, picture, official),
        "url": picture.get_absolute_url(),
        "small": reverse("cases.picture_size", args=[case.uid, picture.uid, "s"]),
        "middle": reverse("cases.picture_size", args=[case.uid, picture.uid, "m"]),
        "remove": may_remove(actor, picture),
        "redact": not picture.removed_at and permits(actor, "cases.redact_picture", picture),
        "readable": not picture.file.is_gone,
        "reused": getattr(picture, "reused", False),
        "uid": picture.uid,
        "case": case.uid,
    }


def taker(actor: Actor, picture: Picture, official: bool) -> str:
    """Who took it: residents read the body, or that it was they themselves."""
    if official:
        who = picture.behalf or picture.added_by
        name = mask_name(who.name) if picture.body is None else str(picture.added_by)
        return f"{name} · {picture.body}" if picture.body else name
    if actor.user.pk in (picture.added_by_id, picture.behalf_id):
        return _("我")
    return str(picture.body or _("工作人员"))


def may_remove(actor: Actor, picture: Picture) -> bool:
    """Whether to offer taking it away: by office, or soon after one's own upload."""
    if picture.removed_at or not permits(actor, "cases.remove_picture", picture):
        return False
    if picture.ways[0].leads(actor, "cases.remove_picture", picture):
        return True
    age = (now() - picture.at).total_seconds() / 3600
    return bool(age <= value("cases.picture_own_hours"))
