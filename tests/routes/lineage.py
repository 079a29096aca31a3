"""The routes of changes of boundaries."""

from collections.abc import Mapping

from tests.routes.lines import GONE, NO_METHOD, OK, Line, always, at, holding, inside
from tests.town import WHY

NOWHERE = "0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a"
# a change lies in a subdistrict, where nobody of the table has an office
CHANGE_STEPS = ("assign", "propose", "consent", "refuse", "withdraw", "carry_out")
FACTS = {"reason": WHY, "parts": []}
PAGES: Mapping[str, Line] = {
    "lineage.list": Line(at("/lineage/"), get=holding("lineage.view"), post=always(NO_METHOD)),
    "lineage.sizes": Line(
        at("/lineage/sizes/"), get=holding("lineage.view"), post=always(NO_METHOD)
    ),
    "lineage.draft": Line(
        at("/lineage/draft/"), get=holding("lineage.draft"), post=holding("lineage.draft")
    ),
    "lineage.as_of": Line(at("/lineage/as-of/"), get=always(OK), post=always(NO_METHOD)),
    "lineage.area": Line(
        lambda town: f"/lineage/areas/{town.grid.code}/",
        get=inside,
        post=always(NO_METHOD),
        rows=True,
    ),
    "lineage.view": Line(at(f"/lineage/{NOWHERE}/"), get=always(GONE), post=always(NO_METHOD)),
    **{
        f"lineage.{name}": Line(
            at(f"/lineage/{NOWHERE}/{name}/"), get=always(GONE), post=always(GONE)
        )
        for name in CHANGE_STEPS
    },
}


API: Mapping[str, Line] = {
    "lineage.list": Line(at("/lineage"), get=always(OK)),
    "lineage.draft": Line(
        at("/lineage"),
        post=always(GONE),
        facts=lambda town: {
            "office": "990101001000",
            "kind": "rename",
            "title": "甲",
            "document": "甲1号",
            "effective": "2099-01-01",
            "predecessors": [town.grid.code[:12]],
        },
    ),
    "lineage.as_of": Line(at("/lineage/as_of"), get=always(OK)),
    "lineage.area": Line(lambda town: f"/lineage/areas/{town.grid.code}", get=inside, rows=True),
    "lineage.view": Line(at(f"/lineage/{NOWHERE}"), get=always(GONE)),
    **{
        f"lineage.{name}": Line(
            at(f"/lineage/{NOWHERE}/{name}"), post=always(GONE), facts=lambda town: FACTS
        )
        for name in CHANGE_STEPS
    },
}
