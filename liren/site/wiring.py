"""What happens elsewhere after an action, and which files make up a pack: all on one page.

Reactions run in the same transaction. Only the gate and the ledger belong here; everything
slower is one `later(...)`, one row that the worker takes up.
"""

from collections.abc import Mapping, Sequence

from liren.apps.bodies.actions import (
    BodiesFile,
    InstitutionsFile,
    load_bodies,
    load_institutions,
)
from liren.apps.cases.actions import KindsFile, load_kinds
from liren.apps.cases.jobs.telling import TOLD, tell_later
from liren.apps.duties.actions.packs import (
    DocumentsFile,
    ListsFile,
    load_documents,
    load_lists,
)
from liren.apps.duties.jobs.admission import TOLD as TOLD_OF_ADMISSION
from liren.apps.duties.jobs.admission import tell_later as tell_of_admission
from liren.apps.duties.jobs.burdens import tell_ordered
from liren.apps.duties.jobs.gate import TOLD as TOLD_AT_THE_GATE
from liren.apps.duties.jobs.gate import TOLD_OF_REFUSALS
from liren.apps.duties.jobs.gate import tell_later as tell_at_the_gate
from liren.apps.money.actions import fees
from liren.apps.money.actions.packs import (
    FundsFile,
    SchemesFile,
    load_funds,
    load_schemes,
)
from liren.apps.money.jobs.claims import TOLD as TOLD_OF_PAYMENTS
from liren.apps.money.jobs.claims import tell_later as tell_of_payments
from liren.apps.money.jobs.runs import count_later, post_later
from liren.apps.notices.jobs import tell_later as tell_residents
from liren.apps.offices.actions import OfficesFile, load_post_kinds
from liren.apps.people.actions import TagsFile, load_tag_kinds
from liren.apps.people.actions.purposes import PurposesFile, load_purposes
from liren.apps.people.jobs.answering import DECIDES_CLAIM, DECIDES_LIST
from liren.apps.people.jobs.answering import tell_later as tell_who_asked
from liren.apps.people.jobs.moving import tell_former
from liren.apps.places.actions import load_areas
from liren.kernel.access.action import Reaction
from liren.kernel.policy.packs import (
    CalendarFile,
    ChecksFile,
    FormulasFile,
    ParametersFile,
    Theme,
    load_calendar,
    load_checks,
    load_formulas,
    load_parameters,
)

# the money comes with the task: what happens at the gate happens in the books
FEES: Mapping[str, Reaction] = {
    "duties.confirm_cover": fees.cover_confirmed,
    "duties.assign": fees.assigned,
    "duties.accept_work": fees.accepted,
    "duties.refuse": fees.given_up,
    "duties.recall": fees.given_up,
    "duties.decide_appeal": fees.decided,
    "duties.exit": fees.left,
}


def after(verb: str, told: Reaction) -> list[Reaction]:
    """What happens after a step of duties: first in the books, then somebody is told."""
    return [FEES[verb], told] if verb in FEES else [told]


WIRING: Mapping[str, Sequence[Reaction]] = {
    **{verb: [tell_later(verb)] for verb in TOLD},
    "duties.order_removal": [tell_ordered],
    "people.move_in": [tell_former],
    "people.register_marriage": [tell_former],
    "people.register_adoption": [tell_former],
    "people.undo": [tell_former],
    **{verb: [tell_who_asked(verb)] for verb in (*DECIDES_CLAIM, *DECIDES_LIST)},
    **{verb: after(verb, tell_of_admission(verb)) for verb in TOLD_OF_ADMISSION},
    **{
        verb: after(verb, tell_at_the_gate(verb))
        for verb in (*TOLD_AT_THE_GATE, *TOLD_OF_REFUSALS)
    },
    **{verb: [tell_of_payments(verb)] for verb in TOLD_OF_PAYMENTS},
    "money.count_run": [count_later],
    "money.consent_run": [post_later],
    "notices.publish": [tell_residents],
    "notices.withdraw": [tell_residents],
}

# parameters by what they are about
RULES = Theme(ParametersFile, load_parameters, compared=True)
PACK_THEMES: Mapping[str, Theme] = {
    "parameters.yaml": RULES,
    "size.yaml": RULES,
    "staff.yaml": RULES,
    "premises.yaml": RULES,
    "funding.yaml": RULES,
    "pay.yaml": RULES,
    "governance.yaml": RULES,
    "owners.yaml": RULES,
    "process.yaml": RULES,
    "tell.yaml": RULES,
    "portal.yaml": RULES,
    "accounts.yaml": RULES,
    "rentals.yaml": RULES,
    "protection.yaml": RULES,
    "events.yaml": RULES,
    "rights.yaml": RULES,
    "admission.yaml": RULES,
    "gate.yaml": RULES,
    "burdens.yaml": RULES,
    "formulas.yaml": Theme(FormulasFile, load_formulas, compared=True),
    "checks.yaml": Theme(ChecksFile, load_checks, compared=True),
    "calendar.yaml": Theme(CalendarFile, load_calendar),
    "bodies.yaml": Theme(BodiesFile, load_bodies),
    "institutions.yaml": Theme(InstitutionsFile, load_institutions),
    "offices.yaml": Theme(OfficesFile, load_post_kinds),
    "cases.yaml": Theme(KindsFile, load_kinds),
    "tags.yaml": Theme(TagsFile, load_tag_kinds),
    "purposes.yaml": Theme(PurposesFile, load_purposes),
    "documents.yaml": Theme(DocumentsFile, load_documents, compared=True),
    "lists.yaml": Theme(ListsFile, load_lists),
    "money.yaml": RULES,
    "funds.yaml": Theme(FundsFile, load_funds, compared=True),
    "schemes.yaml": Theme(SchemesFile, load_schemes, compared=True),
    "areas.csv": Theme(None, load_areas),
}
