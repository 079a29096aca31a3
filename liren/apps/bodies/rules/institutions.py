"""Institutional models: which bodies a community has, and who of them does what to whom.

A model is data of a pack. Here it is asked: who decides, who executes, who answers for a
function, to which body a role belongs, who may be appraised by whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused


class Part(TextChoices):
    """The parts that bodies play; each is a question that a chart answers."""

    LEADS = "leads", in_context("part", "谁领导")
    DECIDES = "decides", in_context("part", "谁决定")
    EXECUTES = "executes", in_context("part", "谁执行")
    SUPERVISES = "supervises", in_context("part", "谁监督")
    PAYS = "pays", in_context("part", "谁出钱")
    GUIDES = "guides", in_context("part", "谁指导")
    APPRAISES = "appraises", in_context("part", "谁考核")


class Tie(TextChoices):
    """What one body does to another."""

    LEADS = "leads", in_context("tie", "领导")
    GUIDES = "guides", in_context("tie", "指导")
    SUPERVISES = "supervises", in_context("tie", "监督")
    APPRAISES = "appraises", in_context("tie", "考核")
    PAYS = "pays", in_context("tie", "支付经费")
    EXECUTES_FOR = "executes_for", in_context("tie", "执行其决定")
    ENTRUSTS = "entrusts", in_context("tie", "委托办事")


# the same tie, told from the side of the one to whom it is done
PASSIVE: Mapping[str, object] = {
    Tie.LEADS: _("由其领导"),
    Tie.GUIDES: _("由其指导"),
    Tie.SUPERVISES: _("受其监督"),
    Tie.APPRAISES: _("由其考核"),
    Tie.PAYS: _("由其支付经费"),
    Tie.EXECUTES_FOR: _("决定由其执行"),
    Tie.ENTRUSTS: _("受其委托办事"),
}


@dataclass(frozen=True)
class Link:
    """What bodies of one kind do to bodies of another, and where that is written."""

    giver: str
    tie: str
    receiver: str
    source: str
    article: str = ""
    verify: bool = False
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Model:
    """One institutional model."""

    code: str
    zh: str
    en: str
    says_zh: str
    says_en: str
    source: str
    verify: bool
    kinds: Mapping[str, int]  # kind → how many of it a community needs at least
    parts: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    links: tuple[Link, ...]

    @classmethod
    def of(cls, code: str, spec: Mapping[str, Any]) -> "Model":
        """A model from what a pack says of it."""
        return cls(
            code=code,
            zh=spec["zh"],
            en=spec["en"],
            says_zh=spec["says"]["zh"],
            says_en=spec["says"]["en"],
            source=spec["source"],
            verify=spec["verify"],
            kinds={one["kind"]: one["least"] for one in spec["kinds"]},
            parts={part: tuple(kinds) for part, kinds in spec["parts"].items()},
            functions={one: tuple(kinds) for one, kinds in spec["functions"].items()},
            roles=dict(spec["roles"]),
            links=tuple(_link(one, spec["source"]) for one in spec["links"]),
        )

    def answers(self, function: str) -> tuple[str, ...]:
        """The kinds that answer for a function or play a part, the first before the others."""
        return self.functions.get(function) or self.parts.get(function, ())

    def all_together(self, function: str) -> bool:
        """Whether all of these kinds do it, as with a part; of a function it is the first."""
        return function not in self.functions and function in self.parts

    def home_of(self, role: str) -> str:
        """The kind of body to which people of a role belong; nothing when the model is silent."""
        return self.roles.get(role, "")

    def appraisers(self, kind: str) -> tuple[str, ...]:
        """The kinds by which bodies of a kind are appraised."""
        found = [x.giver for x in self.links if x.tie == Tie.APPRAISES and x.receiver == kind]
        return tuple(dict.fromkeys(found))

    def may_appraise(self, giver: str, receiver: str) -> bool:
        """Whether a body of one kind appraises bodies of another."""
        return giver in self.appraisers(receiver)

    def doers(self, tie: str) -> frozenset[str]:
        """The kinds that do something to others, such as all that pay."""
        return frozenset(link.giver for link in self.links if link.tie == tie)


def _link(given: Mapping[str, Any], source: str) -> Link:
    return Link(**{**given, "source": given["source"] or source})


def check_in_model(kind: object, code: str, here: Model | None, known: frozenset[str]) -> None:
    """A community has the bodies of its model: no station where the model knows none."""
    if here is None or code not in known or code in here.kinds:
        return
    sentence = _(
        "本地实行「%(model)s」，社区不设「%(kind)s」。如已改制，请先在政策包里换用相应的模式。"
    )
    facts = {"model": here.zh, "kind": kind}
    raise Refused("bodies.not-in-model", sentence % facts, source=here.source)


def check_tie(giver: int, receiver: int, *, doubled: bool) -> None:
    """A tie joins two bodies, once."""
    if giver == receiver:
        raise Refused("bodies.same-body", _("一个机构不能与自己建立关系。请选另一个机构。"))
    if doubled:
        sentence = _("这两个机构之间已经登记了同样的关系。如依据有变，请先终止原来的再登记。")
        raise Refused("bodies.already-related", sentence)
