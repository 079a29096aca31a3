"""Loading what a pack says of funds, headings and schemes."""

from pydantic import Field

from liren.apps.money.models import Category, Fund, Scheme
from liren.apps.money.rules.claims import FeeClaimKind
from liren.apps.money.rules.funds import Flow, Nature, Tier
from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Dated, Strict, keep


class FundIn(Coded):
    """A fund."""

    nature: Nature
    level: Tier | None = None
    carries: bool = False
    source: str = ""
    article: str = ""
    verify: bool = False


class CategoryIn(Coded):
    """A heading under which money comes or goes."""

    flow: Flow
    source: str = ""


class FundsFile(Strict):
    """funds.yaml"""

    funds: list[FundIn] = []
    categories: list[CategoryIn] = []


class SchemeIn(Coded, Dated):
    """What an area of a level is granted in a year."""

    formula: str
    fund: str
    level: str = Field(pattern="^(district|subdistrict|community)$")
    debtor: str
    kind: FeeClaimKind
    once: bool = False
    due: str = Field("12-31", pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")


class SchemesFile(Strict):
    """schemes.yaml"""

    schemes: list[SchemeIn] = []


def load_funds(pack: Pack, file: FundsFile) -> int:
    """Write funds and headings in the order of the file."""
    funds = (
        keep(
            Fund,
            {"code": one.code},
            {
                **one.model_dump(exclude={"code"}),
                "level": one.level or "",
                "place": place,
                "pack": pack,
            },
        )
        for place, one in enumerate(file.funds)
    )
    headings = (
        keep(
            Category,
            {"code": one.code},
            {**one.model_dump(exclude={"code"}), "place": place, "pack": pack},
        )
        for place, one in enumerate(file.categories)
    )
    return sum(funds) + sum(headings)


def load_schemes(pack: Pack, file: SchemesFile) -> int:
    """Write schemes, each from its day."""
    funds = {fund.code: fund.pk for fund in Fund.objects.all()}
    if unknown := {one.fund for one in file.schemes} - funds.keys():
        names = ", ".join(sorted(unknown))
        raise Malformed(f"{pack.code}/schemes.yaml: no fund named {names} in any funds.yaml")
    return sum(
        keep(
            Scheme,
            {"pack": pack, "code": one.code, "valid_from": one.valid_from},
            {
                **one.model_dump(exclude={"code", "valid_from", "fund"}),
                "fund_id": funds[one.fund],
            },
        )
        for one in file.schemes
    )
