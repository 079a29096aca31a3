"""What roles, verbs, apps, rows and facts are called; the site names the mappings."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as in_context

from liren.kernel.base.calendar import Span, Unit
from liren.kernel.policy.models import spoken

Names = Mapping[str, object]


@cache
def _named(setting: str) -> Mapping[str, object]:
    found: Mapping[str, object] = import_string(getattr(settings, setting))
    return found


def role(code: str) -> str:
    """A role in the reader's language."""
    return str(_named("LIREN_ROLE_NAMES").get(code, code))


def verb(code: str) -> str:
    """A verb in the reader's language."""
    return str(_named("LIREN_VERB_NAMES").get(code, code))


def verbs() -> list[str]:
    """All verbs that have a name, in the order of the page of roles."""
    return list(_named("LIREN_VERB_NAMES"))


def roles() -> list[str]:
    """All roles that have a name, in the order of the page of roles."""
    return list(_named("LIREN_ROLE_NAMES"))


def app(code: str) -> str:
    """The affairs to which verbs belong: the first part of a verb."""
    return _word("apps", code)


def subject(label: str) -> str:
    """A kind of row, such as `cases.case`."""
    return _word("subjects", label)


def reference(ref: str) -> str:
    """A row as facts name it, such as `cases.case:7`, in words."""
    label, _colon, key = ref.partition(":")
    return f"{subject(label)} {key}"


def rows(refs: Iterable[str]) -> dict[str, str]:
    """What rows are called; only of those kinds of which everyone may know the names."""
    keys: dict[str, set[str]] = {}
    for ref in refs:
        label, _colon, key = ref.partition(":")
        if label in _named("LIREN_WORDS").get("public", ()) and key.isdigit():  # type: ignore[operator]
            keys.setdefault(label, set()).add(key)
    return {
        f"{label}:{row.pk}": f"{subject(label)} {row}"
        for label, wanted in keys.items()
        for row in apps.get_model(label)._default_manager.filter(pk__in=wanted)
    }


def fact(code: str) -> str:
    """A fact of an entry."""
    return _word("facts", code)


def _word(sort: str, code: str) -> str:
    words = _named("LIREN_WORDS").get(sort)
    return str(words.get(code, code)) if isinstance(words, Mapping) else code


def value(raw: object) -> str:
    """A value of a rule or a fact as people read it."""
    if raw is None or raw == "":
        return "—"
    if isinstance(raw, bool):
        return _("是") if raw else _("否")
    if isinstance(raw, list | tuple):
        return _("、").join(value(item) for item in raw) or "—"
    if isinstance(raw, Mapping) and raw.keys() == {"code", "zh", "en"}:
        return spoken(raw["zh"], raw["en"])
    if isinstance(raw, Mapping):
        pairs = [_("%(name)s：%(value)s") % {"name": k, "value": value(v)} for k, v in raw.items()]
        return _("；").join(pairs) or "—"
    if re.fullmatch(r"[a-z_]+\.[a-z_]+:\w+", str(raw)):
        return reference(str(raw))
    return span(str(raw))


def span(text: str) -> str:
    """A span such as `4 working_hours` in words; any other text as it is."""
    try:
        found = Span.parse(text)
    except ValueError:
        return text
    count = int(found.amount) if found.amount == int(found.amount) else 2
    said = {
        Unit.HOURS: ngettext("%(amount)s 小时", "%(amount)s 小时", count),
        Unit.WORKING_HOURS: ngettext("%(amount)s 个工作小时", "%(amount)s 个工作小时", count),
        Unit.WORKING_DAYS: ngettext("%(amount)s 个工作日", "%(amount)s 个工作日", count),
        Unit.DAYS: ngettext("%(amount)s 天", "%(amount)s 天", count),
    }[found.unit]
    return said % {"amount": f"{found.amount:g}"}


# the units that packs write behind a number, which English puts in the plural
UNITS: Mapping[str, object] = {
    "件": in_context("unit", "件"),
    "分钟": in_context("unit", "分钟"),
    "天": in_context("unit", "天"),
    "字": in_context("unit", "字"),
    "年": in_context("unit", "年"),
    "户": in_context("unit", "户"),
    "月": in_context("unit", "月"),
    "条": in_context("unit", "条"),
    "次": in_context("unit", "次"),
    "秒": in_context("unit", "秒"),
    "人": in_context("unit", "人"),
    "元": in_context("unit", "元"),
    "元/年": in_context("unit", "元/年"),
    "元/月": in_context("unit", "元/月"),
    "元/人": in_context("unit", "元/人"),
    "元/人/月": in_context("unit", "元/人/月"),
    "套": in_context("unit", "套"),
    "个": in_context("unit", "个"),
    "户/个": in_context("unit", "户/个"),
    "户/人": in_context("unit", "户/人"),
    "级": in_context("unit", "级"),
    "年/级": in_context("unit", "年/级"),
    "岁": in_context("unit", "岁"),
}


def unit(word: str) -> str:
    """A unit in the reader's language; one that nobody knows as it is."""
    return str(UNITS.get(word, word))


BROWSERS = (
    ("MicroMessenger", "WeChat 微信"),
    ("DingTalk", "DingTalk 钉钉"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """A browser's long signature in two words."""
    found = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return " · ".join(part for part in found if part) or _("未知设备")


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in known if re.search(sign, agent)), "")
