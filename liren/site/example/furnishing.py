"""What stands in the district beside its cases: one module for each part, lower apps first."""

from collections.abc import Callable, Sequence

from liren.site.example import (
    bodies,
    bulletins,
    duties_admission,
    duties_burdens,
    duties_gate,
    duties_lists,
    figures,
    houses,
    lineage,
    money_disclosure,
    money_fees,
    money_giving,
    money_goods,
    money_purses,
    money_schemes,
    money_spending,
    offices,
    people_events,
    people_persons,
    people_rentals,
    people_rights,
    persons,
)
from liren.site.example.estates import Estate
from liren.site.example.people import Town

Part = Callable[[Town, Sequence[Estate]], None]

PARTS: tuple[Part, ...] = (
    houses.furnish,
    persons.furnish,
    bodies.furnish,
    offices.staff,
    figures.furnish,
    lineage.furnish,
    bulletins.furnish,
    people_rentals.furnish,
    people_rights.furnish,
    people_events.furnish,
    people_persons.furnish,
    duties_lists.furnish,
    duties_admission.furnish,
    duties_gate.furnish,
    duties_burdens.furnish,
    money_fees.furnish,
    money_purses.furnish,
    money_schemes.furnish,
    money_spending.furnish,
    money_giving.furnish,
    money_goods.furnish,
    money_disclosure.furnish,
)
