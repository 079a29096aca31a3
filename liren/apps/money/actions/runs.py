"""The yearly run: counted by the worker, looked at, agreed to by two, and then booked."""

from collections.abc import Iterator, Sequence
from typing import Any

from liren.apps.money.actions.booking import raise_claim
from liren.apps.money.models import Entitlement, Run
from liren.apps.money.queries import granted
from liren.apps.money.queries.counting import Count, Counted, count_of
from liren.apps.money.queries.grants import Debtors
from liren.apps.money.rules import schemes as rules
from liren.apps.money.rules.schemes import COURSE, OPEN_RUNS, RunState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.access.ways import prefixes, subtree
from liren.kernel.access.who import system
from liren.kernel.audit.log import entry
from liren.kernel.base.clock import now, today

BATCH = 200  # entitlements that are written or booked at once, each batch whole
LONGEST_TITLE, LONGEST_BASIS = 120, 300


@action("money.count_run", creates=True)
def count_run(actor: Actor, area: Area, /, *, year: int, note: str = "") -> Run:
    """Have all schemes of a year counted for a district or subdistrict; the worker does it."""
    rules.check_place(area.level)
    rules.check_year(year, today())
    lock_around(area)
    rules.check_alone(open_run(area, year))
    return Run.objects.create(
        area=area, area_path=area.path, year=year, by=actor.user, at=now(), note=note.strip()
    )


def lock_around(area: Area) -> None:
    """One at a time in a district: two runs that lie in one another wait for each other."""
    outer = Area.objects.filter(path__in=prefixes(area.path)).order_by("path")
    Area.objects.select_for_update(no_key=True).get(pk=outer[0].pk)


def open_run(area: Area, year: int) -> Run | None:
    """A run of the year that is not done, of this area, one around it or one in it."""
    rows = Run.objects.filter(year=year, state__in=OPEN_RUNS).select_related("area")
    around = rows.filter(area_path__in=prefixes(area.path)).first()
    found: Run | None = around or rows.filter(subtree("area_path", area.path)).first()
    return found


@action("money.consent_run")
def consent_run(actor: Actor, run: Run, /, *, note: str = "") -> Run:
    """Agree to what was counted; after the second one's consent the worker books it."""
    run.state = rules.after_consent(run.state)
    at = now()
    if run.state == RunState.HALF:
        run.first_by, run.first_at = actor.user, at
    else:
        run.second_by, run.second_at = actor.user, at
    run.save()
    return run


@action("money.withdraw_run")
def withdraw_run(actor: Actor, run: Run, /, *, reason: str) -> Run:
    """Take back what was counted before two have agreed; it can then be counted anew."""
    rules.check_reason(reason)
    run.state = COURSE.after("money.withdraw_run", run.state)
    run.note = reason.strip()
    run.save(update_fields=["state", "note"])
    return run


@action("money.strike_entitlement")
def strike_entitlement(actor: Actor, row: Entitlement, /, *, reason: str) -> Entitlement:
    """Take one line out of a run before anybody has agreed: it raises no claim."""
    rules.check_reason(reason)
    run = Run.objects.select_for_update(no_key=True).get(pk=row.run_id)
    COURSE.after("money.strike_entitlement", run.state)
    rules.check_struck(row.struck_at is not None)
    row.struck_by, row.struck_at, row.reason = actor.user, now(), reason.strip()
    row.save(update_fields=["struck_by", "struck_at", "reason"])
    return row


def note_export(actor: Actor, verb: str, what: str, rows: int) -> None:
    """Put on record that figures were taken out as a file."""
    together(entry(actor.user, verb, actor.user, {"query": what, "rows": rows}).save)


# ── counting ────────────────────────────────────────────────────────────────────────────────


def count(run: Run, batch: int = BATCH) -> int:
    """Count every scheme in every area it is for; a try after a break does only the rest."""
    if run.state != RunState.COUNTING:
        return 0
    found = count_of(run.area, run.year, run.at)
    pairs = found.pairs
    Run.objects.filter(pk=run.pk).update(total=len(pairs))
    there = set(run.entitlements.values_list("area_id", "scheme_id"))
    left = [(area, one) for area, one in pairs if (area.pk, one.pk) not in there]
    writer = Writer(run, found)
    for chunk in chunks(left, batch):
        counted = [found.counted(*pair) for pair in chunk]
        if not together(lambda rows=counted: writer.write(rows)):  # type: ignore[misc]
            return 0
    together(lambda: counted_all(run))
    return len(left)


def chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Pieces of a list."""
    return (rows[at : at + size] for at in range(0, len(rows), size))


class Writer:
    """Writes entitlements beside what earlier runs gave."""

    def __init__(self, run: Run, found: Count) -> None:
        self.run = run
        self.debtors = Debtors(run.area, (one.debtor for one in found.schemes))
        self.before = granted.year_before(run.area, run.year)
        self.posted = granted.posted(run.area, run.year)
        self.once = granted.once(run.area, run.year)

    def write(self, rows: Sequence[Counted]) -> bool:
        """One batch; nothing where the run was taken back meanwhile."""
        if not still(self.run, RunState.COUNTING):
            return False
        # two workers that count the same run write each line once
        Entitlement.objects.bulk_create(map(self.made, rows), ignore_conflicts=True)
        return True

    def made(self, one: Counted) -> Entitlement:
        """One entitlement."""
        name = (one.area.pk, one.scheme.code)
        former, figure, fen = self.before.get(name), dict(one.figure), one.fen
        figure["why"] = rules.reasons(former.figure, figure) if former else []
        if name in self.once:
            figure["once"], fen = self.once[name]._asdict(), 0
        return Entitlement(
            run=self.run,
            area=one.area,
            area_path=one.area.path,
            scheme=one.scheme,
            debtor=self.debtors.of(one.area, one.scheme),
            fen=fen,
            before_fen=former.fen if former and not former.struck else None,
            posted_before_fen=self.posted.get(name, 0),
            figure=figure,
            lacks=[] if name in self.once else one.lacks,
        )


def still(run: Run, state: RunState) -> bool:
    """Whether a run is in a state, which it keeps until the transaction ends."""
    fresh: Run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    return fresh.state == state


def counted_all(run: Run) -> None:
    """The last line is written: it can be looked at."""
    if still(run, RunState.COUNTING):
        rows = run.entitlements.count()
        facts = {"state": RunState.PROPOSED, "counted_at": now(), "total": rows}
        Run.objects.filter(pk=run.pk).update(**facts)
        entry(system().user, "money.count_run", run, {"lines": rows}).save(force_insert=True)


# ── booking ─────────────────────────────────────────────────────────────────────────────────


def post(run: Run, batch: int = BATCH) -> int:
    """Raise the claims of a run that two agreed to; each once, however often this is begun."""
    if run.state != RunState.CONSENTED:
        return 0
    last, done = 0, 0
    while True:
        keys = list(run.entitlements.filter(pk__gt=last).order_by("pk")[:batch].values_list("pk"))
        if not keys:
            break
        span, last = (last, keys[-1][0]), keys[-1][0]
        done += together(lambda span=span: post_batch(run, *span))  # type: ignore[misc]
    together(lambda: posted_all(run))
    return done


def post_batch(run: Run, after: int, upto: int) -> int:
    """One batch: what the year's earlier claims do not yet cover."""
    lock_around(run.area)
    if not still(run, RunState.CONSENTED):
        return 0
    rows = run.entitlements.filter(
        pk__gt=after, pk__lte=upto, claim=None, struck_at=None, fen__gt=0, debtor__isnull=False
    )
    todo = list(rows.select_related("scheme__fund", "area", "debtor").order_by("pk"))
    before = granted.posted_in((one.area_id for one in todo), run.year)
    return sum(book(run, one, before.get((one.area_id, one.scheme.code), 0)) for one in todo)


def book(run: Run, one: Entitlement, before: int) -> bool:
    """The claim of one entitlement; nothing where earlier claims of the year cover it."""
    more = (one.fen or 0) - before
    if more <= 0 or one.debtor is None or run.second_by is None:
        return False
    scheme = one.scheme
    one.claim = raise_claim(
        one.area,
        one.debtor,
        kind=scheme.kind,
        fund=scheme.fund,
        title=f"{run.year}年{scheme.zh}"[:LONGEST_TITLE],
        basis=f"{scheme.source} {scheme.article}".strip()[:LONGEST_BASIS],
        fen=more,
        due_on=rules.due_day(run.year, scheme.due),
        year=run.year,
        by=run.second_by,
        key=f"entitlement:{one.pk}",
    )
    one.posted_before_fen = before
    one.save(update_fields=["claim", "posted_before_fen"])
    return True


def posted_all(run: Run) -> None:
    """The last claim is raised."""
    if still(run, RunState.CONSENTED):
        facts = {"state": RunState.POSTED, "posted_at": now()}
        Run.objects.filter(pk=run.pk).update(**facts)
        claims = run.entitlements.filter(claim__isnull=False).count()
        told = entry(system().user, "money.consent_run", run, {"claims": claims})
        told.save(force_insert=True)
