"""The routes of areas, grids, estates and dwellings."""

from collections.abc import Callable, Mapping
from typing import Any

from liren.kernel.base.clock import today
from tests.routes.lines import (
    DONE,
    FAULTY,
    MADE,
    NO_METHOD,
    OK,
    REFUSED,
    Expect,
    Line,
    acts,
    always,
    at,
    here,
    holding,
    inside,
)
from tests.town import Town


def home(path: str, name: str) -> Callable[[Town], str]:
    """The address of an estate, a building or a dwelling of the own community."""
    return lambda town: path.format(town.homes[name].uid)


# buildings and dwellings are open to officials of the area
sees_homes = here("places.dwellings")
ENDED = {"on": today().isoformat(), "reason": "拆除"}
LAID: Mapping[str, Any] = {"stairwells": 1, "floors": 2, "per_floor": 2, "numbering": "stairwell"}
HOUSE: Mapping[str, Any] = {"number": "9", "floors": 3}
ROOM: Mapping[str, Any] = {"number": "商1", "floor": 1, "use": "shop"}
ESTATE: Mapping[str, Any] = {"name": "新小区", "management": "self", "kind": "commercial"}
# verb: the page's address and row, what is sent, who sees the row
HOMES: Mapping[str, tuple[str, str, Mapping[str, Any], Expect]] = {
    "places.change_estate": ("/estates/{}/change/", "estate", ESTATE, inside),
    "places.close_estate": ("/estates/{}/close/", "estate", ENDED, inside),
    "places.add_building": ("/estates/{}/buildings/", "estate", HOUSE, inside),
    "places.change_building": ("/buildings/{}/change/", "building", HOUSE, sees_homes),
    "places.close_building": ("/buildings/{}/close/", "building", ENDED, sees_homes),
    "places.lay_out": ("/buildings/{}/lay-out/", "bare", {**LAID, "ground": "shop"}, sees_homes),
    "places.add_dwelling": ("/buildings/{}/dwellings/", "building", ROOM, sees_homes),
    "places.change_dwelling": ("/dwellings/{}/change/", "dwelling", ROOM, sees_homes),
    "places.close_dwelling": ("/dwellings/{}/close/", "dwelling", ENDED, sees_homes),
}
ADDS = frozenset({"places.add_building", "places.add_dwelling"})


def in_home(rest: str) -> Callable[[Town], str]:
    """An address of the own community."""
    return lambda town: f"/places/{town.grid.code[:12]}/{rest}"


def own_grid(rest: str) -> Callable[[Town], str]:
    """An address of the own grid."""
    return lambda town: f"/places/{town.grid.code}/{rest}"


BAD = frozenset({422})
BORDER = "120.92,30.85 120.93,30.85 120.93,30.86 120.92,30.86"
PAGES: Mapping[str, Line] = {
    "places.tree": Line(at("/places/"), get=always(OK), post=always(NO_METHOD)),
    "places.shapes": Line(
        lambda town: f"/places/shapes.json?in={town.grid.code[:12]}",
        get=always(OK),  # borders are public
        post=always(NO_METHOD),
        rows=True,
    ),
    "places.ground": Line(
        at("/places/ground.json"),
        get=always(frozenset({200, 404})),
        post=always(NO_METHOD),
        open=True,
    ),
    "places.view": Line(
        lambda town: f"/places/{town.grid.code}/", get=inside, post=always(NO_METHOD), rows=True
    ),
    "places.children": Line(
        lambda town: f"/places/{town.grid.code[:12]}/children/",
        get=inside,
        post=always(NO_METHOD),
        rows=True,
    ),
    "places.describe": Line(
        lambda town: f"/places/{town.grid.code[:12]}/describe/",
        get=inside,
        post=acts("places.describe", DONE),
        facts=lambda town: {"kind": "urban"},
        rows=True,
    ),
    "places.divisions": Line(at("/places/divisions/"), get=always(OK), post=always(NO_METHOD)),
    "places.adopt": Line(
        at("/places/divisions/411100000000/adopt/"),
        get=holding("places.adopt", OK, REFUSED),
        post=holding("places.adopt", DONE, REFUSED),
    ),
    "places.estates": Line(at("/estates/"), get=always(OK), post=always(NO_METHOD)),
    "places.estate_points": Line(
        at("/estates/points.json"), get=always(OK), post=always(NO_METHOD)
    ),
    "places.add_estate": Line(
        at("/estates/add/"),
        get=holding("places.add_estate", OK, REFUSED),
        post=lambda who: (
            REFUSED if not who.holds("places.add_estate") else DONE if who.is_at_home else FAULTY
        ),
        facts=lambda town: {**ESTATE, "community": town.grid.code[:12]},
    ),
    "places.import_estates": Line(
        at("/estates/import/"),
        get=holding("places.import_estates", OK, REFUSED),
        post=holding("places.import_estates", FAULTY, REFUSED),
    ),
    "places.template": Line(at("/estates/template.xlsx"), get=always(OK), post=always(NO_METHOD)),
    "places.export_estates": Line(
        at("/estates/export.xlsx"),
        get=holding("places.export_estates", OK, REFUSED),
        post=always(NO_METHOD),
    ),
    "places.estate": Line(
        home("/estates/{}/", "estate"), get=inside, post=always(NO_METHOD), rows=True
    ),
    "places.building": Line(
        home("/buildings/{}/", "building"), get=sees_homes, post=always(NO_METHOD), rows=True
    ),
    "places.dwellings": Line(
        at("/dwellings/"), get=holding("places.dwellings", OK, REFUSED), post=always(NO_METHOD)
    ),
    "places.dwelling": Line(
        home("/dwellings/{}/", "dwelling"), get=sees_homes, post=always(NO_METHOD), rows=True
    ),
    **{
        verb: Line(
            home(path, row),
            get=sees,
            post=acts(verb, DONE, sees),
            facts=lambda town, given=given: {**given, "sure": "1"},  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, row, given, sees) in HOMES.items()
    },
    "places.grids": Line(in_home("grids/"), get=inside, post=always(NO_METHOD), rows=True),
    "places.grid_map": Line(in_home("grids.json"), get=inside, post=always(NO_METHOD), rows=True),
    "places.draw_grid": Line(
        in_home("grids/draw/"),
        get=acts("places.draw_grid", OK),
        post=acts("places.draw_grid", BAD),
        rows=True,
    ),
    "places.import_grids": Line(
        in_home("grids/import/"),
        get=acts("places.import_grids", OK),
        post=acts("places.import_grids", BAD),
        rows=True,
    ),
    "places.redraw_grid": Line(
        own_grid("redraw/"),
        get=acts("places.redraw_grid", OK),
        post=acts("places.redraw_grid", BAD),
        rows=True,
    ),
    "places.close_grid": Line(
        own_grid("close/"),
        get=acts("places.close_grid", OK),
        post=acts("places.close_grid", BAD),
        rows=True,
    ),
    "places.posting": Line(
        own_grid("posting/"), get=always(OK), post=always(NO_METHOD), open=True
    ),
}


API: Mapping[str, Line] = {
    "places.list": Line(at("/places"), get=always(OK)),
    "places.at": Line(at("/places/at?lng=120.925&lat=30.855"), get=always(OK)),
    "places.view": Line(lambda town: f"/places/{town.grid.code}", get=inside, rows=True),
    "places.search": Line(at("/places/search?q=nm&national=true"), get=always(OK)),
    "places.divisions": Line(at("/places/divisions"), get=always(OK)),
    "places.adopt": Line(at("/places/divisions/411100000000/adopt"), post=holding("places.adopt")),
    "places.estates": Line(at("/places/estates"), get=always(OK)),
    "places.export_estates": Line(
        at("/places/estates/export"), get=holding("places.export_estates", OK, REFUSED)
    ),
    "places.estate": Line(home("/places/estates/{}", "estate"), get=inside, rows=True),
    "places.building": Line(home("/places/buildings/{}", "building"), get=sees_homes, rows=True),
    "places.dwellings": Line(at("/places/dwellings"), get=always(OK)),
    "places.dwelling": Line(home("/places/dwellings/{}", "dwelling"), get=sees_homes, rows=True),
    "places.add_estate": Line(
        lambda town: f"/places/{town.grid.code[:12]}/estates",
        post=acts("places.add_estate", MADE),
        facts=lambda town: ESTATE,
        rows=True,
    ),
    "places.import_estates": Line(
        lambda town: f"/places/{town.grid.code[:12]}/import_estates",
        post=acts("places.import_estates", OK),
        facts=lambda town: {"houses": [{**ESTATE, "community": town.grid.code[:12]}]},
        rows=True,
    ),
    "places.describe": Line(
        lambda town: f"/places/{town.grid.code[:12]}/describe",
        post=acts("places.describe", OK),
        facts=lambda town: {"kind": "urban"},
        rows=True,
    ),
    **{
        verb: Line(
            home(f"/places{path.rstrip('/').replace('-', '_')}", row),
            post=acts(verb, MADE if verb in ADDS else OK, sees),
            facts=lambda town, given=given: given,  # type: ignore[misc]
            rows=True,
        )
        for verb, (path, row, given, sees) in HOMES.items()
    },
    "places.grids": Line(in_home("grids"), get=inside, rows=True),
    "places.draw_grid": Line(
        in_home("grids"),
        post=acts("places.draw_grid", MADE),
        facts=lambda town: {"name": "新网格", "border": BORDER},
        rows=True,
    ),
    "places.import_grids": Line(
        in_home("import_grids"),
        post=acts("places.import_grids", REFUSED),
        facts=lambda town: {"grids": []},
        rows=True,
    ),
    "places.redraw_grid": Line(
        own_grid("redraw_grid"),
        post=acts("places.redraw_grid", OK),
        facts=lambda town: {"border": BORDER},
        rows=True,
    ),
    "places.close_grid": Line(
        own_grid("close_grid"),
        post=acts("places.close_grid", REFUSED),
        facts=lambda town: {"reason": "不"},
        rows=True,
    ),
    "places.posting": Line(own_grid("posting"), get=always(OK)),
}
