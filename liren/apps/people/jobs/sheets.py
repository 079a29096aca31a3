"""Taking spreadsheets of people into the register, batch by batch; forgetting old ones."""

from liren.apps.people.actions.sheets import forget_old, judged, unpacked
from liren.apps.people.actions.taking import batches, begin, finish, take
from liren.apps.people.models import Sheet
from liren.apps.people.queries.sheets import doors_in
from liren.apps.people.rules.sheets import SheetState
from liren.kernel.access.guarded import permits
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import today
from liren.kernel.base.later import job

OVER = frozenset({SheetState.READ, SheetState.DONE, SheetState.DROPPED})


@job("people.take_sheet")
def take_sheet(sheet: int) -> None:
    """Take all good lines; a repeat finds those of the first time in the register."""
    row = Sheet.objects.select_related("area", "by").get(pk=sheet)
    if row.state in OVER or not permits(actor_of(row.by), "people.take_sheet", row):
        return
    lines, faults = judged(row, unpacked(row), today())
    begin(row, faults)
    doors = doors_in(row.area_path)
    for batch in batches(lines):
        take(row, batch, doors)
    finish(row)


@job("people.forget_sheets", cron="23 3 * * *")
def forget_sheets() -> None:
    """Throw away what nobody took in time."""
    forget_old()
