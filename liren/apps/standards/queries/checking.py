"""Whether a proposed value may stand: its shape, its document, its days, and what it computes."""

from liren.apps.standards.models import Change
from liren.apps.standards.queries.trial import names_of, rules_with
from liren.apps.standards.queries.versions import versions_in
from liren.apps.standards.rules import changes as rules
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.policy.engine import RuleSet, shelf
from liren.kernel.policy.faults import Malformed


def check_change(change: Change) -> None:
    """Refused with a sentence at the first thing that is wrong."""
    rules.check_source(change.source)
    rules.check_value(change.before.value, change.value)
    rules.check_start(change.valid_from, versions_in(change.pack, change.key))
    check_formulas(change)


def check_formulas(change: Change) -> None:
    """Every formula that stands on the value can still be read with it."""
    shelf_now = shelf()
    if change.key not in shelf_now.parameters:
        return
    after = rules_with({change.key: change.value}, change.valid_from, pack=change.pack)
    for key in resting_on(after, change.key):
        try:
            after.check(key)
        except Malformed as fault:
            words = {"formula": after.scope.formulas[key], "why": fault.sentence}
            raise Refused(
                "policy.formula-breaks",
                _("按这个新值，公式“%(formula)s”无法计算：%(why)s") % words,
            ) from fault


def resting_on(rules_of_day: RuleSet, key: str) -> list[str]:
    """The figures that use a parameter, themselves or through others."""
    return [one for one in names_of(rules_of_day) if key in rules_of_day.rests_on(one)]
