"""The matrix's table: what every address and operation asks for, and of whom.

A route that is not here fails the test: write down whom it lets through, then add it to its app's
file.
"""

from collections.abc import Mapping

from tests.routes import (
    accounts,
    bodies,
    cases,
    duties_admission,
    duties_burdens,
    duties_gate,
    duties_lists,
    lineage,
    money_disclosure,
    money_fees,
    money_giving,
    money_purses,
    money_schemes,
    money_spending,
    notices,
    offices,
    people_events,
    people_persons,
    people_rentals,
    people_rights,
    places,
    protection,
    standards,
    watch,
)
from tests.routes.lines import NO_METHOD, Expect, Line, Who

__all__ = ["API", "NO_METHOD", "PAGES", "Expect", "Line", "Who"]
PARTS = (
    money_disclosure,
    money_fees,
    money_giving,
    money_purses,
    duties_admission,
    duties_burdens,
    duties_gate,
    duties_lists,
    people_events,
    people_persons,
    people_rentals,
    people_rights,
    accounts,
    protection,
    watch,
    places,
    bodies,
    offices,
    standards,
    cases,
    money_schemes,
    money_spending,
    notices,
    lineage,
)


def together(tables: list[Mapping[str, Line]]) -> Mapping[str, Line]:
    """One table of all; no route stands in two."""
    found = {name: line for table in tables for name, line in table.items()}
    assert len(found) == sum(map(len, tables)), "a route stands in two files"
    return found


PAGES = together([part.PAGES for part in PARTS])
API = together([part.API for part in PARTS])
