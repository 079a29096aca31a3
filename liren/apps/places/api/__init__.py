"""The territory for programs, one module for each noun."""

from ninja import Router

from liren.apps.places.api import areas, divisions, estates, grids

router = Router(tags=["places"])
for noun in (
    divisions,
    estates,
    grids,
    areas,
):  # addresses with a word of their own before those with a code
    router.add_router("", noun.router)
