"""Loading what a pack says of bodies: their kinds and functions."""

from liren.apps.bodies.models import BodyKind, Function
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Strict, keep


class BodiesFile(Strict):
    """bodies.yaml"""

    body_kinds: list[Coded] = []
    functions: list[Coded] = []


def load_bodies(pack: Pack, file: BodiesFile) -> int:
    """Write kinds of bodies and functions."""
    return sum(
        keep(model, {"code": one.code}, {"pack": pack, "zh": one.zh, "en": one.en})
        for model, listed in ((BodyKind, file.body_kinds), (Function, file.functions))
        for one in listed
    )
