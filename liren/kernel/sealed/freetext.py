"""Free text in which people type numbers: the row holds the text with masks, and sealed beside
it what stood in their places. So nothing that reads the row can show, index or send a number.
"""

import json
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import models

from liren.kernel.base.masking import Number, mask_text, numbers_in
from liren.kernel.sealed.fields import SealedField

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Char = models.CharField[str, str]
else:
    _Text, _Char = models.TextField, models.CharField

Mask = tuple[int, str, str]  # where, the mask there, what was typed
Kept = dict[str, list[Mask]]
NUMBERS = "numbers"


class NumbersField(SealedField):
    """What people typed where the row's texts show masks; it stands below the texts."""

    def __init__(self, purpose: str = NUMBERS, **options: Any) -> None:
        super().__init__(purpose, **{"null": True, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("null", None)
        return name, path, args, options


class Free:
    """A text column in which numbers are replaced by masks when the row is saved.

    A model with such a field has a `NumbersField` named `numbers` below it. Who saves single
    fields by name names `numbers` too, or what was typed is not kept.
    """

    name: str
    attname: str
    model: type[models.Model]
    creation_counter: int

    def pre_save(self, instance: Any, add: bool) -> Any:
        """The text as it may be kept."""
        text = getattr(instance, self.attname)
        if isinstance(text, str):
            text = _keep(instance, self.attname, text)
        return text

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """The model has a place for the numbers, below the text."""
        found: list[checks.CheckMessage] = super().check(**options)  # type: ignore[misc]
        below = [
            one
            for one in self.model._meta.concrete_fields
            if isinstance(one, NumbersField) and one.creation_counter > self.creation_counter
        ]
        if [one.name for one in below] != [NUMBERS]:
            says = f"{self.model.__name__} needs a NumbersField named {NUMBERS} below its texts"
            found.append(checks.Error(says, obj=self))
        return found


class FreeTextField(Free, _Text):
    """A long text that people type."""


class FreeCharField(Free, _Char):
    """A line that people type."""


class Masked:
    """A text in which a personal number has no business, such as a name: it is masked for good."""

    attname: str

    def pre_save(self, instance: Any, add: bool) -> Any:
        """The text as it may be kept."""
        text = getattr(instance, self.attname)
        if isinstance(text, str):
            text = mask_text(text)
            setattr(instance, self.attname, text)
        return text


class MaskedTextField(Masked, _Text):
    """A long text without personal numbers."""


class MaskedCharField(Masked, _Char):
    """A line without personal numbers."""


def whole(row: Any, name: str) -> str:
    """A text as it was typed; Broken when what was kept does not open."""
    text = str(getattr(row, name))
    for start, mask, typed in reversed(_kept(row).get(name, [])):
        if text[start : start + len(mask)] == mask:
            text = text[:start] + typed + text[start + len(mask) :]
    return text


def has_numbers(row: Any, name: str) -> bool:
    """Whether a text shows a mask under which something is kept."""
    return bool(row.numbers) and not row.numbers.is_broken and bool(_kept(row).get(name))


def _keep(row: Any, name: str, text: str) -> str:
    every = _kept(row) if row.numbers else {}
    kept = every.get(name, [])
    held = [one for one in kept if text[one[0] : one[0] + len(one[1])] == one[1]]
    # a mask may leave a number beside it that was part of a longer run of digits before
    while found := numbers_in(_covered(text, held)):
        text, held = _replaced(text, held, found)
    if held != kept:
        rest = {field: one for field, one in {**every, name: held}.items() if one}
        row.numbers = json.dumps(rest, ensure_ascii=False) if rest else ""
    setattr(row, name, text)
    return text


def _covered(text: str, held: list[Mask]) -> str:
    for start, mask, _typed in held:
        text = text[:start] + "#" * len(mask) + text[start + len(mask) :]
    return text


def _replaced(text: str, held: list[Mask], found: list[Number]) -> tuple[str, list[Mask]]:
    spans = [(start, start + len(mask), mask, typed) for start, mask, typed in held]
    spans += [(one.start, one.end, one.mask, text[one.start : one.end]) for one in found]
    parts, at, length, new = [], 0, 0, []
    for start, end, mask, typed in sorted(spans):
        length += start - at
        new.append((length, mask, typed))
        parts += [text[at:start], mask]
        at, length = end, length + len(mask)
    return "".join([*parts, text[at:]]), new


def _kept(row: Any) -> Kept:
    text = row.numbers.open()
    found: dict[str, list[list[Any]]] = json.loads(text) if text else {}
    return {name: [(one[0], one[1], one[2]) for one in every] for name, every in found.items()}
