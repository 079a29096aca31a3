"""Who there is, and who is competent for something at a place."""

from collections.abc import Iterable, Mapping, Sequence

from liren.apps.bodies.models import Body, Function
from liren.apps.bodies.queries.institutions import (
    kind_names,
    model_at,
    nearest,
    on_the_way,
)
from liren.apps.bodies.rules.competence import competence
from liren.kernel.access.models import Area
from liren.kernel.access.ways import prefixes
from liren.kernel.policy.values import kept


def competent(wanted: Sequence[str], where: Area) -> list[Body]:
    """Bodies whose area holds the place, the competent ones first, the nearest before the far.

    Which body of a community answers for its functions follows from the institutional model;
    what is no more, and what takes no cases, is left out.
    """
    standing = Body.objects.standing().filter(area_path__in=prefixes(where.path))
    bodies = [body for body in standing if _takes_cases(body)]
    held = _holders(wanted, where.path, sorted(bodies, key=_near))
    far = len(wanted)

    def order(body: Body) -> tuple[int, int, str]:
        rank = competence(_functions(body, held), wanted)
        return (far if rank is None else rank, -len(body.area_path), body.code)

    return sorted(bodies, key=order)


def is_competent(body: Body, wanted: Sequence[str]) -> bool:
    """Whether one of the wanted functions is the body's, by itself or by the model."""
    if not body.stands():
        return False
    kinds = _asked(wanted, body)
    if not kinds:  # no function that a model gives: what stands on the row is the answer
        return competence(body.functions, wanted) is not None
    held = _holders(wanted, body.area_path, on_the_way(body.area_path, kinds))
    return competence(_functions(body, held), wanted) is not None


def _asked(wanted: Sequence[str], body: Body) -> set[str]:
    model = model_at(body.area_path)
    asked = {one: model.functions.get(one, ()) for one in wanted} if model else {}
    return {kind for kinds in asked.values() for kind in kinds}


def _holders(
    wanted: Iterable[str], path: str, bodies: Sequence[Body]
) -> Mapping[str, frozenset[int]]:
    """Function → keys of the bodies to which the model gives it; absent where none stands."""
    model = model_at(path)
    found: dict[str, frozenset[int]] = {}
    for function in wanted if model else ():
        kinds = model.functions.get(function, ()) if model else ()
        near = next((rows for kind in kinds if (rows := nearest(bodies, kind))), [])
        if near:
            found[function] = frozenset(body.pk for body in near)
    return found


def _functions(body: Body, held: Mapping[str, frozenset[int]]) -> set[str]:
    own = {one for one in body.functions if one not in held}
    return own | {one for one, keys in held.items() if body.pk in keys}


def _near(body: Body) -> tuple[int, str]:
    return -len(body.area_path), body.code


def _takes_cases(body: Body) -> bool:
    kind = kind_names().get(body.kind)
    return bool(kind is None or kind.cases or body.functions)


@kept
def function_names() -> dict[str, Function]:
    """Functions by code."""
    return {function.code: function for function in Function.objects.all()}
