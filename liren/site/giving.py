"""Who may give which role: the second page of the matrix, shown in the product beside the first.

A role is given, and taken back, only within the giver's own area, and nobody gives himself one.
The security administrator staffs the offices but makes no administrators; the system
administrator makes two of them but opens no accounts. So nobody alone makes himself a second
self with everything. The first ones come from `liren admin create` on the machine itself.
"""

from collections.abc import Mapping

COMMUNITY = frozenset({"community_worker", "community_head", "station_head", "rc_member"})
BY_BODY = frozenset(
    {"department_clerk", "department_head", "property_company", "provider"}
    | {"foundation_clerk", "foundation_director"}
)
SUBDISTRICT = frozenset({"subdistrict_desk", "subdistrict_head"})
DISTRICT = frozenset({"district_office", "district_finance"})
WATCH = frozenset({"supervisor", "auditor"})
WORK = frozenset({"grid_worker"}) | COMMUNITY | BY_BODY | SUBDISTRICT | DISTRICT
ADMINISTRATORS = frozenset(
    {"system_administrator", "security_administrator", "audit_administrator"}
)

GIVES: Mapping[str, frozenset[str]] = {
    "community_head": frozenset({"grid_worker"}),
    "subdistrict_head": frozenset({"grid_worker", "subdistrict_desk"}) | COMMUNITY,
    "district_office": frozenset({"grid_worker"}) | COMMUNITY | SUBDISTRICT,
    "security_administrator": WORK | WATCH,
    "system_administrator": frozenset({"security_administrator", "audit_administrator"}),
    "system": ADMINISTRATORS,
}

# whoever holds a role of the left side holds none of the right side: who works is not who
# watches, and the three administrators are three people (GB/T 22239-2019)
APART: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (ADMINISTRATORS, ADMINISTRATORS),
    (ADMINISTRATORS, WORK),
    (WATCH, WORK),
    (WATCH, frozenset({"system_administrator", "security_administrator"})),
)
