"""Tags and filters of every page: `{% load web %}`."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liren.kernel.web import charts, words
from liren.kernel.web.menu import under
from liren.kernel.web.respond import UNDO

register = template.Library()
ICONS = "vendor/tabler-icons-3.51.0/icons.svg"
RAIL = (
    '<svg class="rail" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
    '<rect width="100" height="4"/>{}</svg>'
)
FILL = '<rect class="fill" width="{}" height="4" rx="0"/>'
NOBODY = (
    '<span class="av none{}"><span aria-hidden="true">–</span><span class="sr">{}</span></span>'
)
SOMEBODY = (
    '<span class="av{}" title="{}"><span aria-hidden="true">{}</span>'
    '<span class="sr">{}</span></span>'
)
DRAWN = '<svg class="i{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """One icon of the sprite, always beside a word or inside something with a label."""
    return format_html(DRAWN, f" {extra}" if extra else "", sprite(), name)


@cache
def sprite() -> str:
    """The address of all icons."""
    return static(ICONS)


# what stands in every row of a list is written here: a template takes ten times as long


@register.simple_tag
def status(text: object, shape: str) -> SafeString:
    """A state as shape and word; shape = new | sent | doing | check | done | refused."""
    return format_html('<span class="st {}">{}</span>', shape, text)


@register.simple_tag
def clock(text: object, tone: str = "", left: int | None = None) -> SafeString:
    """A deadline in words; tone = warn | bad | ok | off, a bar for the percentage that remains."""
    rail = format_html(RAIL, format_html(FILL, left) if left else "") if left is not None else ""
    return format_html('<span class="sla {}"><b>{}</b>{}</span>', tone, text, rail)


@register.simple_tag
def avatar(name: object, large: bool = False) -> SafeString:
    """A person by one letter; the name is read out."""
    size = " lg" if large else ""
    if not name:
        return format_html(NOBODY, size, gettext("未指定"))
    return format_html(SOMEBODY, size, name, words.initial(str(name)), name)


@register.simple_tag(takes_context=True)
def active(context: Context, url: str) -> SafeString:
    """`aria-current` for a link to the page that is open or lies above it."""
    here = under(context["request"].path, url)
    return format_html(' aria-current="page"') if here else SafeString("")


@register.filter
def duration(value: timedelta | int | float | None) -> str:
    """A span in words: 2 小时."""
    return words.duration(seconds_of(value)) if value is not None else ""


@register.filter
def left(value: timedelta | int | float | None) -> str:
    """What remains of a deadline, or by how much it was missed: 剩 2 小时, 超期 1 天."""
    return words.left(seconds_of(value)) if value is not None else ""


@register.filter
def ago(value: datetime | None) -> str:
    """A moment as people say it: 刚刚, 09:42, 昨日 17:05."""
    return words.moment(value) if value is not None else ""


@register.filter
def initial(name: str) -> str:
    """The one letter of an avatar."""
    return words.initial(str(name or ""))


@register.simple_tag
def map_base() -> str:
    """Which base map this installation has."""
    return str(getattr(settings, "MAP_BASE", "none") or "none")


@register.simple_tag
def chart(points: list[dict[str, Any]], bars: str, line: str, label: str) -> str:
    """Bars and a line over days; `points` are `{label, bar, line}`."""
    values = {"points": points, "bars": bars, "line": line, "label": label}
    return render_to_string("web/chart.html", {**values, "drawing": charts.over_days(points)})


@register.inclusion_tag("web/hbars.html")
def hbars(rows: list[dict[str, Any]], label: str) -> dict[str, object]:
    """Horizontal bars; `rows` are `{label, value, words, tone, url}`."""
    return {"rows": charts.shares(rows), "label": label}


@register.inclusion_tag("web/rating.html")
def rating(stars: int, sentence: str = "") -> dict[str, object]:
    """One to five stars with their word."""
    return {"stars": range(1, 6), "given": stars, "sentence": sentence}


@register.simple_block_tag(takes_context=True)
def more(context: Context, content: SafeString, label: str = "", up: bool = False) -> str:
    """The 更多 menu: links and buttons between `{% more %}` and `{% endmore %}`."""
    return drawn("web/more.html", context, content=content, label=label, up=up)


@register.simple_block_tag(takes_context=True)
def drawer(
    context: Context, content: SafeString, label: str, icon: str = "filter", count: int = 0
) -> str:
    """A button that opens a small form: filters, saved views."""
    return drawn("web/drawer.html", context, content=content, label=label, icon=icon, count=count)


@register.simple_block_tag(takes_context=True)
def bulk(context: Context, content: SafeString, form: str) -> str:
    """The selection bar of a list; its buttons belong to the form with this id."""
    return drawn("web/bulk.html", context, content=content, form=form)


@register.simple_block_tag(takes_context=True)
def note(context: Context, content: SafeString, tone: str = "info", title: str = "") -> str:
    """A boxed sentence: information, warning, success."""
    return drawn("web/note.html", context, content=content, tone=tone, title=title)


def drawn(name: str, context: Context, **values: object) -> str:
    """A component with content of the page's own inside."""
    engine = context.template.engine if context.template else template.Engine.get_default()
    with context.push(**values):
        return str(engine.get_template(name).render(context))


def seconds_of(value: timedelta | int | float) -> float:
    """Seconds of a span."""
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


@register.filter
def undo_url(message: Message) -> str:
    """The address that undoes what a message tells of, if there is one."""
    tag = message.extra_tags or ""
    return tag.removeprefix(UNDO) if tag.startswith(UNDO) else ""
