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
)
