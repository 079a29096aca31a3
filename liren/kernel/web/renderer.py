"""Forms drawn by our own templates: `{{ form.subject.as_field_group }}`."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Label, help, fault and required mark in one place; widgets stay Django's."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """A widget as HTML; a list of options without a template for each option."""
        if template_name == SELECT:
            return choice(context["widget"])
        return super().render(template_name, context, request)


def choice(widget: Mapping[str, Any]) -> SafeString:
    """A select as Django's template writes it: a hundred options in one go."""
    groups = [(name, options(rows)) for name, rows, _at in widget["optgroups"]]
    parts = [
        format_html('<optgroup label="{}">{}</optgroup>', name, rows) if name else rows
        for name, rows in groups
    ]
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], attributes(widget["attrs"]), inside
    )


def options(rows: list[Mapping[str, Any]]) -> SafeString:
    """Options below one another."""
    cells = ((row["value"], attributes(row["attrs"]), row["label"]) for row in rows)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', cells)


def attributes(given: Mapping[str, Any]) -> SafeString:
    """Attributes of a tag; True is one without a value, False is none."""
    named = [(name, value) for name, value in given.items() if value is not False]
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in named
        ),
    )
