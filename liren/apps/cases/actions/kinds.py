"""Loading the classes and dated kinds of cases that a pack lists."""

from pydantic import Field, field_validator

from liren.apps.cases.models import CaseClass, CaseKind
from liren.apps.cases.rules import CLOCKS
from liren.kernel.base.calendar import Span
from liren.kernel.policy.models import Pack
from liren.kernel.policy.packs import Coded, Dated, Malformed, Strict, Text, keep


class ClassIn(Coded):
    """One class of cases.yaml."""

    group: str = Field(pattern="^(component|event)$")
    icon: str


class KindIn(Dated):
    """One kind of cases.yaml; what it leaves out stays as in the pack below."""

    code: str
    zh: str | None = None
    en: str | None = None
    icon: str | None = None
    case_class: str | None = Field(None, alias="class")
    competent: list[str] | None = None
    clocks: dict[str, str] | None = None
    filing: Text | None = None
    closing: Text | None = None
    verify_by: str | None = Field(None, pattern="^(patrol|desk|none)$")
    open_to: list[str] | None = None
    urgent: bool | None = None
    self_handle: bool | None = None
    public: bool | None = None

    @field_validator("clocks")
    @classmethod
    def clocks_run(cls, clocks: dict[str, str] | None) -> dict[str, str] | None:
        """Every clock names a stage and an amount of time."""
        for stage, text in (clocks or {}).items():
            if stage not in CLOCKS.values():
                raise ValueError(f"no stage named {stage!r}")
            Span.parse(text)
        return clocks

    def columns(self) -> dict[str, object]:
        """What the entry says, by column of the table."""
        said = self.model_dump(exclude={"code", "valid_from", "case_class"}, exclude_none=True)
        for name in ("filing", "closing"):
            text = said.pop(name, {})
            said |= {f"{name}_{language}": words for language, words in text.items()}
        return said


class KindsFile(Strict):
    """cases.yaml"""

    classes: list[ClassIn] = []
    kinds: list[KindIn] = []


INHERITED = (
    *("zh", "en", "case_class", "competent", "clocks", "verify_by", "open_to", "urgent"),
    *("icon", "self_handle", "public", "filing_zh", "filing_en", "closing_zh", "closing_en"),
)


def load_kinds(pack: Pack, file: KindsFile) -> int:
    """Write classes and dated kinds of cases."""
    written = 0
    for order, one in enumerate(file.classes):
        facts = one.model_dump(include={"zh", "en", "group", "icon"})
        written += keep(CaseClass, {"code": one.code}, {"pack": pack, "order": order, **facts})
    classes = {row.code: row for row in CaseClass.objects.all()}
    for kind in file.kinds:
        facts = inherited(pack, kind.code) | kind.columns()
        if kind.case_class:
            facts["case_class"] = classes[kind.case_class]
        if lacks := [name for name in INHERITED if name not in facts]:
            raise Malformed(f"{pack.code}/cases.yaml: {kind.code}: {', '.join(lacks)} missing")
        where = {"pack": pack, "code": kind.code, "valid_from": kind.valid_from}
        written += keep(CaseKind, where, facts)
    return written


def inherited(pack: Pack, code: str) -> dict[str, object]:
    """What the packs below say of a kind; a new one is neither urgent nor settled alone."""
    below = pack.under
    while below:
        rows = CaseKind.objects.filter(pack=below, code=code).order_by("-valid_from")
        if kind := rows.first():
            return {name: getattr(kind, name) for name in INHERITED}
        below = below.under
    return {"icon": "", "urgent": False, "self_handle": False, "public": False}
