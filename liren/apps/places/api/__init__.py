"""The territory for programs, one module for each noun."""

from ninja import Router

from liren.apps.places.api import areas, divisions, estates, grids

router = Router(tags=["places"])
# here, because the bare address of a router within a router would end in a slash
router.get("", response=list[areas.FoundAreaOut], operation_id="places.list")(areas.listing)
for noun in (
    divisions,
    estates,
    grids,
    areas,
):  # addresses with a word of their own before those with a code
    router.add_router("", noun.router)
