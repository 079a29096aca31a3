"""Cases and the gate: what a department brings in reaches a community only as its tasks do.

A resident's voice is never gated. Only what a negative list names is never made the
responsibility of residents' self-government, whoever reported it.
"""

from liren.apps.bodies.queries import kind_names
from liren.apps.bodies.rules.kinds import Family
from liren.apps.cases.models import Case
from liren.apps.duties.models import Application, Emergency
from liren.apps.duties.queries.departments import asks_communities
from liren.apps.duties.queries.gate import ask_gate, forbidden
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.gate import of_forbidden
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Grant, Level
from liren.kernel.base.clock import today

# bodies in a community that are not the community's: departments deal with them directly
OTHERS = frozenset({Family.PROPERTY, Family.POLICE, Family.SOCIETY})
SELF_GOVERNING = frozenset({Family.SELF_GOVERNMENT, Family.SUB_COMMITTEE, Family.GROUP})
INSIDE = (Level.COMMUNITY, Level.GRID, Level.MICRO_GRID)


def asker_of(actor: Actor) -> Body | None:
    """The department in whose name somebody reports, also through another who writes it down."""
    grants = actor.grants
    if actor.behalf is not None:
        held = Grant.objects.holding().filter(user=actor.behalf, body__isnull=False)
        grants = tuple(held.select_related("body"))
    bodies = (grant.body for grant in grants if grant.body)
    return next((body for body in bodies if asks_communities(body)), None)


def put_basis(
    case: Case,
    asker: Body | None,
    admission: Application | None,
    emergency: Emergency | None,
    duty_code: str,
) -> None:
    """Write on a case who asks for it and on what; a resident's case stands on nothing."""
    case.asker = asker
    if asker is not None:
        case.admission, case.emergency = admission, emergency
        case.duty_code = duty_code.strip()


def check_gate(case: Case, handler: Body) -> None:
    """May this be made the affair of this body? Asked of every dispatch, by whatever door."""
    family = family_of(handler)
    if case.asker is not None:
        community = community_of(handler)
        if community is not None and family not in OTHERS:
            check_asked(case, case.asker, community)
    elif family in SELF_GOVERNING:
        listed = forbidden(case.area_path, today(), "", case.kind.code)
        if listed is not None:
            of_forbidden(listed).check()


def check_asked(case: Case, asker: Body, community: Area) -> None:
    """The gate's word on what a department asks by way of a case."""
    admission = Application.objects.filter(pk__in=[case.admission_id or 0]).first()
    ordered = admission is not None and admission.kind == AskKind.ORDER
    ask_gate(
        asker,
        community,
        AskKind.ORDER if ordered else AskKind.TASK,
        today(),
        quantity=1 if admission and admission.unit else 0,
        application=admission,
        entry_code=case.duty_code or (admission.entry_code if admission else ""),
        emergency=Emergency.objects.filter(pk__in=[case.emergency_id or 0]).first(),
        case_kind=case.kind.code,
    ).check()


def family_of(body: Body) -> str:
    """The family of a body's kind; of an unknown kind none."""
    kind = kind_names().get(body.kind)
    return kind.family if kind else ""


def community_of(body: Body) -> Area | None:
    """The community in which a body works; None where it works further out."""
    area: Area | None = body.area
    while area is not None and area.level in INSIDE:
        if area.level == Level.COMMUNITY:
            return area
        area = area.parent
    return None
