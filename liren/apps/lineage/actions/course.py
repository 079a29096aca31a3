"""From the draft to the consent of another person."""

from collections.abc import Sequence
from datetime import date

from liren.apps.lineage import rules
from liren.apps.lineage.models import Change, Custody, Part
from liren.apps.lineage.queries import open_changes_of, plan_of
from liren.apps.lineage.queries.past import begun
from liren.apps.lineage.rules import COURSE, ChangeKind, Wish
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused

LISTS = ("grids", "estates", "bodies", "holders")
FIGURES = ("households", "residents", "voters")


@action("lineage.draft", creates=True)
def draft(
    actor: Actor,
    office: Area,
    *,
    kind: str,
    title: str,
    document: str,
    effective: date,
    predecessors: Sequence[Area],
    parts: Sequence[Wish] = (),
    reason: str = "",
    keeper: Area | None = None,
    until: date | None = None,
) -> Change:
    """Draft a change in a subdistrict or around several; nothing is moved yet."""
    rules.check_words(title, document)
    check_predecessors(kind, office, predecessors)
    rules.check_parts(kind, [area.code for area in predecessors], parts)
    if kind == ChangeKind.CUSTODY:
        check_keeper(predecessors[0], keeper)
        rules.check_custody(effective, until, keeper is not None)
    change = Change(
        area=office, kind=kind, title=title.strip(), document=document.strip(),
        effective=effective, reason=reason.strip(), keeper=keeper, until=until,
        drafter=actor.user, drafted_at=now(),
    )  # fmt: skip
    change.save(force_insert=True)
    change.predecessors.set(predecessors)
    write_parts(change, parts, list(predecessors))
    return change


@action("lineage.assign")
def assign(
    actor: Actor,
    change: Change,
    *,
    parts: Sequence[Wish],
    title: str = "",
    document: str = "",
    effective: date | None = None,
) -> Change:
    """Say anew what the successors are and what goes to each of them."""
    COURSE.after("lineage.assign", change.state)
    before = list(change.predecessors.order_by("path"))
    rules.check_parts(change.kind, [area.code for area in before], parts)
    change.title, change.document = title or change.title, document or change.document
    change.effective = effective or change.effective
    change.save(update_fields=["title", "document", "effective"])
    change.parts.all().delete()
    write_parts(change, parts, before)
    return change


@action("lineage.propose")
def propose(actor: Actor, change: Change) -> Change:
    """Ask for consent: from now on the communities are bound by this change."""
    change.state = COURSE.after("lineage.propose", change.state)
    check_ready(change)
    give_codes(change)
    change.proposer, change.proposed_at = actor.user, now()
    change.save(update_fields=["state", "proposer", "proposed_at"])
    return change


@action("lineage.consent")
def consent(actor: Actor, change: Change) -> Change:
    """Agree, as another person than the proposer; the worker carries it out on its day."""
    change.state = COURSE.after("lineage.consent", change.state)
    check_ready(change)
    change.consenter, change.consented_at = actor.user, now()
    change.save(update_fields=["state", "consenter", "consented_at"])
    return change


@action("lineage.refuse")
def refuse(actor: Actor, change: Change, *, reason: str) -> Change:
    """Do not agree, with the reason."""
    return end(change, "lineage.refuse", reason)


@action("lineage.withdraw")
def withdraw(actor: Actor, change: Change, *, reason: str) -> Change:
    """Take a change back before its day, with the reason."""
    return end(change, "lineage.withdraw", reason)


def end(change: Change, verb: str, reason: str) -> Change:
    """A change that will not be carried out; its codes were never used and are free again."""
    rules.check_reason(reason)
    change.state = COURSE.after(verb, change.state)
    change.note, change.ended_at = reason.strip(), now()
    change.save(update_fields=["state", "note", "ended_at"])
    change.parts.filter(continues=None).update(code="")
    return change


def check_predecessors(kind: str, office: Area, areas: Sequence[Area]) -> None:
    """What is changed is in force, lies in the office's area and is a community."""
    for area in areas:
        if not area.path.startswith(office.path) or area.valid_to:
            sentence = _("「%(area)s」不在「%(office)s」现行辖区里，请重新选择。")
            raise Refused("lineage.not-here", sentence % {"area": area, "office": office})
        if area.level != Level.COMMUNITY and kind != ChangeKind.CUSTODY:
            sentence = _("「%(area)s」不是社区。拆分、合并、更名、调整界线以社区为单位。")
            raise Refused("lineage.not-a-community", sentence % {"area": area})


def check_keeper(area: Area, keeper: Area | None) -> None:
    """An area is kept by a community in which it does not lie."""
    if keeper is None:
        return
    if keeper.level != Level.COMMUNITY or keeper.valid_to or area.path.startswith(keeper.path):
        raise Refused("lineage.wrong-keeper", _("代管社区要是另一个现行的社区，请重新选择。"))


def write_parts(change: Change, parts: Sequence[Wish], before: Sequence[Area]) -> None:
    """Keep the successors; exactly one takes what is named nowhere."""
    known = {area.code: area for area in before}
    rest = next((n for n, part in enumerate(parts) if part.get("takes_rest")), 0)
    offices = {area.code: area for area in Area.objects.filter(code__in=_offices(parts))}
    for order, wish in enumerate(parts):
        kept = known.get(wish.get("continues") or "")
        home = kept.parent if kept else offices.get(wish.get("office") or "", before[0].parent)
        if home is None or not home.path.startswith(change.area_path):
            raise Refused("lineage.not-here", _("承接社区要在起草单位的辖区里，请重新选择街道。"))
        Part.objects.create(
            change=change, order=order, name=str(wish["name"]).strip()[: rules.LONGEST_NAME],
            name_en=str(wish.get("name_en") or "").strip(), continues=kept, parent=home,
            code=kept.code if kept else "", geometry=wish.get("geometry") or None,
            takes_rest=order == rest,
            **{name: list(wish.get(name) or ()) for name in LISTS},
            **{name: wish.get(name) for name in FIGURES},
        )  # fmt: skip


def _offices(parts: Sequence[Wish]) -> list[str]:
    return [part["office"] for part in parts if part.get("office")]


def check_ready(change: Change) -> None:
    """What must be true before a change binds anybody, and again when it is agreed to."""
    before = list(change.predecessors.all())
    since = max(filter(None, map(begun, before)), default=None)
    rules.check_effective(change.effective, today(), since)
    gone = next((area for area in before if area.valid_to), None)
    if gone:
        sentence = _("「%(area)s」已经撤销，这次调整要重新起草。")
        raise Refused("lineage.gone", sentence % {"area": gone})
    other = open_changes_of(before, change).first()
    if other:
        sentence = _("「%(title)s」已涉及同一个社区。请等它办完，或先撤回其中一件。")
        raise Refused("lineage.bound", sentence % {"title": other})
    if change.kind == ChangeKind.CUSTODY:
        check_free_of_custody(change, before[0])
    else:
        check_names(change, before)
        check_nobody_empty(change)


def check_free_of_custody(change: Change, area: Area) -> None:
    """One area has one keeper at a time."""
    last = change.until or change.effective
    running = Custody.objects.filter(area=area, since__lte=last, until__gte=change.effective)
    if taken := running.select_related("keeper").first():
        sentence = _("「%(area)s」到 %(until)s 已由「%(keeper)s」代管，时间不能重叠。")
        words = {"area": area, "until": taken.until, "keeper": taken.keeper}
        raise Refused("lineage.kept-already", sentence % words)


def check_names(change: Change, before: Sequence[Area]) -> None:
    """A name is borne by one community of a subdistrict at a time."""
    changed = [area.pk for area in before]
    for part in change.parts.select_related("parent"):
        same = Area.objects.valid().filter(parent=part.parent, name=part.name)
        if same.exclude(pk__in=changed).exists():
            sentence = _("「%(office)s」已经有「%(name)s」，请换一个名称。")
            words = {"office": part.parent, "name": part.name}
            raise Refused("lineage.name-taken", sentence % words)


def check_nobody_empty(change: Change) -> None:
    """Every successor gets something to be a community of, as far as there are grids."""
    plan = plan_of(change)
    given = {plan.of_area(area).order for area in plan.inner}
    given |= {p.order for p in plan.parts if p.estates or p.geometry}
    empty = next((part for part in plan.parts if part.order not in given), None)
    if plan.inner and empty:
        sentence = _("「%(name)s」还没有分到网格、小区或界线。请先分配，再提请批准。")
        raise Refused("lineage.empty-part", sentence % {"name": empty})


def give_codes(change: Change) -> None:
    """Give every new community a code that no other has, had or is promised."""
    for part in change.parts.select_related("parent").filter(continues=None, area=None):
        if part.code and not Area.objects.filter(code=part.code).exists():
            continue
        start = part.parent.code[:9]
        taken = list(Area.objects.filter(code__startswith=start).values_list("code", flat=True))
        promised = Part.objects.filter(code__startswith=start).exclude(pk=part.pk)
        part.code = rules.free_code(start, [*taken, *promised.values_list("code", flat=True)])
        part.save(update_fields=["code"])
