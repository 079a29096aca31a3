"""Words are not schema: labels, help texts and choices never make a migration."""

from typing import Any

from django.core.management.commands.makemigrations import Command as Django
from django.db.models import Field

WORDS = ("choices", "help_text", "verbose_name")


class Command(Django):
    """Django's command, blind to words."""

    def handle(self, *args: Any, **options: Any) -> None:
        plain = Field.deconstruct

        def without_words(field: "Field[Any, Any]") -> tuple[str, str, Any, dict[str, Any]]:
            name, path, positional, named = plain(field)
            return name, path, positional, {k: v for k, v in named.items() if k not in WORDS}

        Field.deconstruct = without_words  # type: ignore[method-assign,assignment]
        try:
            super().handle(*args, **options)
        finally:
            Field.deconstruct = plain  # type: ignore[method-assign]
