"""How members of a household are to one another when its head changes or a child comes."""

from collections.abc import Mapping

from liren.apps.people.rules.codes import Relation, Sex

R = Relation
CHILDREN = frozenset({R.SON, R.DAUGHTER})
IN_LAWS = frozenset({R.SON_IN_LAW, R.DAUGHTER_IN_LAW})
_BACK: Mapping[str, str] = {
    R.SPOUSE: R.SPOUSE,
    R.SON: R.PARENT,
    R.DAUGHTER: R.PARENT,
    R.SON_IN_LAW: R.PARENT_IN_LAW,
    R.DAUGHTER_IN_LAW: R.PARENT_IN_LAW,
    R.GRANDCHILD: R.GRANDPARENT,
    R.GRANDPARENT: R.GRANDCHILD,
    R.SIBLING: R.SIBLING,
    R.NONE: R.NONE,
}
# who (seen from the old head) becomes the head, who is looked at → what he is to the new one
_SEEN: Mapping[tuple[str, str], str] = {
    **{(R.SPOUSE, one): one for one in (*CHILDREN, *IN_LAWS, R.GRANDCHILD)},
    (R.SPOUSE, R.PARENT): R.PARENT_IN_LAW,
    (R.SPOUSE, R.PARENT_IN_LAW): R.PARENT,
    **{(child, R.SPOUSE): R.PARENT for child in CHILDREN},
    **{(child, R.PARENT): R.GRANDPARENT for child in CHILDREN},
    **{(child, R.PARENT_IN_LAW): R.GRANDPARENT for child in CHILDREN},
    **{(child, other): R.SIBLING for child in CHILDREN for other in CHILDREN},
    (R.SON, R.DAUGHTER_IN_LAW): R.SPOUSE,
    (R.DAUGHTER, R.SON_IN_LAW): R.SPOUSE,
    (R.DAUGHTER_IN_LAW, R.SON): R.SPOUSE,
    (R.SON_IN_LAW, R.DAUGHTER): R.SPOUSE,
    **{(in_law, R.SPOUSE): R.PARENT_IN_LAW for in_law in IN_LAWS},
    (R.PARENT, R.SPOUSE): R.DAUGHTER_IN_LAW,
    (R.PARENT, R.PARENT): R.SPOUSE,
    (R.PARENT, R.GRANDPARENT): R.PARENT,
    (R.PARENT_IN_LAW, R.PARENT_IN_LAW): R.SPOUSE,
    **{(R.PARENT, child): R.GRANDCHILD for child in CHILDREN},
    **{(R.PARENT_IN_LAW, child): R.GRANDCHILD for child in CHILDREN},
    (R.PARENT, R.SIBLING): R.SON,
    (R.SIBLING, R.PARENT): R.PARENT,
    (R.SIBLING, R.SIBLING): R.SIBLING,
    (R.SIBLING, R.GRANDPARENT): R.GRANDPARENT,
}


def turned(new: str, of: str, sex: str) -> str:
    """What a member who was `of` to the old head is to the member who was `new` to him.

    Where the relation does not follow, such as whose child a grandchild is, the likely one; the
    page on which the head changes shows it and lets it be put right.
    """
    if of == R.HEAD:
        return _back(new, sex)
    found = _SEEN.get((new, of))
    if found in CHILDREN:
        return child(sex)
    if found:
        return _married_into(found, sex) if found in IN_LAWS else found
    if of == R.GRANDCHILD and new in CHILDREN | IN_LAWS:
        return child(sex)
    return R.NONE if R.NONE in (new, of) else R.KIN


def _back(new: str, sex: str) -> str:
    if new == R.PARENT:
        return child(sex)
    if new == R.PARENT_IN_LAW:
        return _married_into(R.DAUGHTER_IN_LAW, sex)
    return _BACK.get(new, R.KIN)


def _married_into(usual: str, sex: str) -> str:
    return R.SON_IN_LAW if sex == Sex.MALE else usual


def child(sex: str) -> str:
    """A child, by its sex."""
    return R.DAUGHTER if sex == Sex.FEMALE else R.SON


def child_of(parent: str, sex: str) -> str:
    """What the child of a member is to the head."""
    if parent in (R.HEAD, R.SPOUSE):
        return child(sex)
    if parent in CHILDREN | IN_LAWS:
        return R.GRANDCHILD
    if parent in (R.PARENT, R.PARENT_IN_LAW):
        return R.SIBLING if parent == R.PARENT else R.KIN
    return R.NONE if parent == R.NONE else R.KIN


def spouse_of(partner: str, sex: str) -> str:
    """What the spouse of a member is to the head."""
    if partner == R.HEAD:
        return R.SPOUSE
    if partner in CHILDREN:
        return _married_into(R.DAUGHTER_IN_LAW, sex)
    if partner in (R.PARENT, R.PARENT_IN_LAW, R.GRANDPARENT):
        return partner
    return R.NONE if partner == R.NONE else R.KIN


def along(mover: str, other: str, sex: str, joined: str) -> str:
    """What somebody who comes along is to the head of the household that the mover joins as."""
    to_mover = turned(mover, other, sex) if mover != R.HEAD else other
    if joined == R.HEAD:
        return to_mover
    if to_mover == R.SPOUSE:
        return spouse_of(joined, sex)
    if to_mover in CHILDREN:
        return child_of(joined, sex)
    return R.NONE if joined == R.NONE else R.KIN
