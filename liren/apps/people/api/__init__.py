"""People and homes for programs, one module for each noun."""

from ninja import Router

from liren.apps.people.api import (
    duplicates,
    duties,
    events,
    households,
    persons,
    rentals,
    rights,
    sheets,
    tags,
    visits,
)

router = Router(tags=["people"])
# addresses with a word of their own before those with a key
for noun in (
    *(events, duplicates, sheets, rights),
    *(duties, rentals, visits, households, tags, persons),
):
    router.add_router("", noun.router)
