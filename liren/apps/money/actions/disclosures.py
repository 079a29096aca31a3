"""Publishing the accounts of a quarter, and answering what residents ask of them."""

from datetime import timedelta

from liren.apps.money.models import Disclosure, Objection
from liren.apps.money.queries import disclosures as reads
from liren.apps.money.rules import disclosure as rules
from liren.apps.money.rules.accounts import Period
from liren.apps.money.rules.disclosure import DisclosureState, ObjectionState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import value


@action("money.draft_accounts", creates=True)
def draft_accounts(
    actor: Actor, area: Area, /, *, year: int, quarter: int, note: str = ""
) -> Disclosure:
    """Freeze the accounts of a quarter that is over; another publishes them."""
    period = Period(year, quarter)
    rules.check_place(area.level)
    rules.check_period(period.last < today())
    reads.hold(f"accounts {area.pk}")
    rules.check_new(reads.waiting(area, period), reads.is_out(area, period))
    return _frozen(actor, area, period, note)


@action("money.refresh_accounts")
def refresh_accounts(actor: Actor, row: Disclosure, /, *, note: str = "") -> Disclosure:
    """Take the figures of a draft from the books anew, and write its words."""
    rules.check_draft(row.state)
    period = Period(row.year, row.quarter)
    row.accounts, row.note = reads.now_frozen(row.area, period), note.strip()
    row.drafted_by, row.drafted_at = actor.user, now()
    row.save(update_fields=["accounts", "note", "drafted_by", "drafted_at"])
    return row


@action("money.publish_accounts")
def publish_accounts(actor: Actor, row: Disclosure, /) -> Disclosure:
    """Make the accounts known to everybody; not by the one who drafted them."""
    rules.check_draft(row.state)
    period = Period(row.year, row.quarter)
    rules.check_same(row.accounts, reads.now_frozen(row.area, period))
    older = Disclosure.objects.filter(area=row.area, year=row.year, quarter=row.quarter)
    older.filter(state=DisclosureState.PUBLISHED).update(state=DisclosureState.CORRECTED)
    row.state, row.published_by = DisclosureState.PUBLISHED, actor.user
    row.published_at = now()
    row.save(update_fields=["state", "published_by", "published_at"])
    return row


@action("money.drop_accounts")
def drop_accounts(actor: Actor, row: Disclosure, /) -> Disclosure:
    """Give up a draft; nothing was published."""
    rules.check_draft(row.state)
    key = row.pk
    row.delete()
    row.pk = key  # so that the record names it
    return row


@action("money.correct_accounts", creates=True)
def correct_accounts(actor: Actor, row: Disclosure, /, *, note: str) -> Disclosure:
    """Draft the quarter anew and say what was wrong; the old version stays to be read."""
    reads.hold(f"accounts {row.area_id}")
    row.refresh_from_db(fields=["state"])
    rules.check_correct(row.state, note)
    period = Period(row.year, row.quarter)
    rules.check_new(reads.waiting(row.area, period), published=False)
    return _frozen(actor, row.area, period, note)


def _frozen(actor: Actor, area: Area, period: Period, note: str) -> Disclosure:
    made = Disclosure(
        area=area, area_path=area.path, year=period.year, quarter=period.quarter,
        number=reads.last_number(area, period) + 1, note=note.strip(),
        accounts=reads.now_frozen(area, period), drafted_by=actor.user, drafted_at=now(),
    )  # fmt: skip
    made.save()
    return made


@action("money.raise_objection", creates=True)
def raise_objection(actor: Actor, row: Disclosure, /, *, text: str) -> Objection:
    """Ask about published accounts; the answer is read by everybody."""
    reads.hold(f"questions {actor.user.pk}")
    row.refresh_from_db(fields=["state", "published_at"])
    rules.check_neighbour(*reads.is_neighbour(actor, row))
    out = row.state == DisclosureState.PUBLISHED
    last = reads.last_day_to_ask(row) if out else today()
    rules.check_objection(text, out, last, today(), reads.open_objections(actor.user))
    made = Objection(
        area=row.area, area_path=row.area_path, disclosure=row, text=text.strip(),
        by=actor.user, at=now(),
        answer_by=today() + timedelta(days=value("money.objection_answer_days")),
    )  # fmt: skip
    made.save()
    return made


@action("money.answer_objection")
def answer_objection(actor: Actor, row: Objection, /, *, answer: str) -> Objection:
    """Answer a question in words that all residents read."""
    rules.check_answer(row.state, answer)
    row.state, row.answer = ObjectionState.ANSWERED, answer.strip()
    row.answered_by, row.answered_at = actor.user, now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at", "numbers"])
    return row
