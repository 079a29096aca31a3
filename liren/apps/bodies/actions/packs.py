"""Loading what a pack says of bodies: kinds, functions, what is needed, institutional models."""

from typing import Annotated, Any, Literal

from pydantic import Field

from liren.apps.bodies.models import (
    Adoption,
    BodyKind,
    Function,
    Institution,
    Requirement,
)
from liren.apps.bodies.rules.institutions import Part, Tie
from liren.apps.bodies.rules.kinds import Family, Filled, Nature
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Dated, Strict, Text, keep

Name = Annotated[str, Field(pattern=r"^[a-z_]+$")]
AreaLevel = Literal["province", "city", "district", "subdistrict", "community", "grid"]


class KindIn(Coded):
    """One kind of bodies."""

    family: Family
    does: list[Nature]
    filled: Filled
    levels: list[AreaLevel]
    by: AreaLevel
    one: bool = False
    cases: bool = False
    counted: Text | None = None
    like: str = ""
    under: str = ""
    source: str = Field(min_length=4)
    article: str = ""
    verify: bool = False


class RequiredIn(Dated):
    """What every place of a level needs."""

    kind: str
    level: AreaLevel
    least: int = Field(1, ge=0, le=100)
    members: int = Field(0, ge=0, le=10000)


class BodiesFile(Strict):
    """bodies.yaml"""

    body_kinds: list[KindIn] = []
    required: list[RequiredIn] = []
    functions: list[Coded] = []


class NeedIn(Strict):
    """A kind that a community of a model has."""

    kind: Name
    least: int = Field(ge=0, le=100)


class LinkIn(Strict):
    """What bodies of one kind do to bodies of another; without a source, that of the model."""

    giver: Name
    tie: Tie
    receiver: Name
    zh: str = ""
    en: str = ""
    source: str = ""
    article: str = ""
    verify: bool = False


class ModelIn(Coded):
    """One institutional model."""

    says: Text
    source: str = Field(min_length=4)
    verify: bool = False
    kinds: list[NeedIn] = Field(min_length=1)
    parts: dict[Part, list[Name]]
    functions: dict[Name, list[Name]]
    roles: dict[Name, Name]
    links: list[LinkIn]


class AdoptedIn(Dated):
    """Which model holds, from when and, at first, perhaps only where."""

    model: str
    areas: list[str] = []


class InstitutionsFile(Strict):
    """institutions.yaml"""

    models: list[ModelIn] = []
    adopted: list[AdoptedIn] = []


def load_bodies(pack: Pack, file: BodiesFile) -> int:
    """Write kinds of bodies, functions and what is needed."""
    written = sum(_kind(pack, place, one) for place, one in enumerate(file.body_kinds))
    for one in file.functions:
        written += keep(Function, {"code": one.code}, {"pack": pack, "zh": one.zh, "en": one.en})
    for need in file.required:
        facts = need.model_dump(exclude={"kind", "level", "valid_from"})
        where = {"kind_id": need.kind, "level": need.level, "valid_from": need.valid_from}
        written += keep(Requirement, {"pack": pack, **where}, facts)
    return written


def load_institutions(pack: Pack, file: InstitutionsFile) -> int:
    """Write institutional models, and which of them holds."""
    written = 0
    for place, one in enumerate(file.models):
        spec: dict[str, Any] = one.model_dump(mode="json", exclude={"code"})
        facts = {"pack": pack, "zh": one.zh, "en": one.en, "spec": spec, "place": place}
        written += keep(Institution, {"code": one.code}, facts)
    for adopted in file.adopted:
        facts = adopted.model_dump(exclude={"model", "valid_from"})
        model = Institution.objects.get(code=adopted.model)
        where = {"pack": pack, "model": model, "valid_from": adopted.valid_from}
        written += keep(Adoption, where, facts)
    return written


def _kind(pack: Pack, place: int, one: KindIn) -> int:
    facts = one.model_dump(mode="json", exclude={"code", "counted"})
    counted = one.counted or Text(zh="", en="")
    return keep(
        BodyKind,
        {"code": one.code},
        {
            **facts,
            "pack": pack,
            "place": place,
            "counted_zh": counted.zh,
            "counted_en": counted.en,
        },
    )
