"""Fields of models whose values are personal: sealed, and found again by keyed hashes."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.core import checks
from django.db import models
from django.db.models import Q
from django.db.models.query_utils import DeferredAttribute

from liren.kernel.base.seal import mark, marks
from liren.kernel.sealed.value import Kind, Sealed, hidden

if TYPE_CHECKING:
    _Field = models.Field[str | Sealed, Sealed]
    _Hash = models.CharField[str | None, str | None]
else:
    _Field, _Hash = models.Field, models.CharField

LONGEST_HASH = 64


class SealedAttribute(DeferredAttribute):
    """Gives the value bound to its row, and takes a text or another row's value."""

    field: "SealedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value: Sealed = super().__get__(instance, cls)
        return value.at(self.field.row_of(instance))

    def __set__(self, instance: Any, value: Any) -> None:
        kind = self.field.kind
        if isinstance(value, Sealed) and value.row is not None:
            value = value.open()  # another row's, or our own: it is sealed for this one
        if not isinstance(value, Sealed):
            value = Sealed.new(kind, str(value or ""))
        instance.__dict__[self.field.attname] = value


class SealedField(_Field):
    """A text that is kept sealed for one purpose.

    `bound_to` names a field of the row that is known before it is saved and never changes, such
    as its public key: a value copied into another row does not open there. `mask` says what may
    be shown, `normal` in which form it is kept and compared.
    """

    descriptor_class = SealedAttribute

    def __init__(
        self,
        purpose: str = "",
        *,
        bound_to: str = "",
        mask: Callable[[str], str] = hidden,
        normal: Callable[[str], str] = str.strip,
        **options: Any,
    ) -> None:
        self.kind, self.bound_to = Kind(purpose, mask, normal), bound_to
        super().__init__(**{"blank": True, "default": "", "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for usual in ("blank", "default", "editable"):
            options.pop(usual, None)
        return (
            name,
            path,
            args,
            {"purpose": self.kind.purpose, "bound_to": self.bound_to, **options},
        )

    def db_type(self, connection: Any) -> str:
        return "text"

    def row_of(self, instance: models.Model) -> str:
        """To what the value of this row is bound."""
        return str(getattr(instance, self.bound_to)) if self.bound_to else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed:
        return Sealed(self.kind, value or "")

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, Sealed):
            if value.row is None and value.is_new and self.bound_to:
                raise TypeError(f"{self.name} is bound to {self.bound_to}: set it on its row")
            return value.stored()
        if value not in ("", None):
            raise TypeError(f"{self.name} is sealed: set it on a row, look for it by its hash")
        return ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


class HashField(_Hash):
    """The fingerprint by which a sealed field is found: of all of it, or of its last characters.

    The last four are so few that everybody's would be tried out soon. They are therefore hashed
    together with a field of the row, its grid, and found in one grid at a time.
    """

    def __init__(self, of: str = "", *, last: int = 0, within: str = "", **options: Any) -> None:
        self.of, self.last, self.within = of, last, within
        usual = {"max_length": LONGEST_HASH, "null": True, "blank": True, "editable": False}
        super().__init__(**{**usual, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for usual in ("max_length", "null", "blank", "editable"):
            options.pop(usual, None)
        return (
            name,
            path,
            args,
            {"of": self.of, "last": self.last, "within": self.within, **options},
        )

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        """A model with hashes has to keep them with what they are of."""
        found = super().check(**options)
        if not issubclass(self.model, Sealing):
            found.append(checks.Error(f"{self.model.__name__} must derive from Sealing", obj=self))
        return found

    @property
    def source(self) -> SealedField:
        """The field of which this is the fingerprint."""
        return cast(SealedField, self.model._meta.get_field(self.of))

    def pre_save(self, instance: models.Model, add: bool) -> str | None:
        value: Sealed = getattr(instance, self.of)
        if value.is_new or (self.within and value):
            place = str(getattr(instance, self.within)) if self.within else ""
            setattr(instance, self.attname, self.mark(value.open(), place))
        found: str | None = getattr(instance, self.attname)
        return found

    def mark(self, text: str, place: str = "") -> str | None:
        """The fingerprint of a text in clear under the key in use."""
        return mark(self.told(text, place), self.purpose) if text else None

    def marks(self, text: str, place: str = "") -> list[str]:
        """Its fingerprints under all keys."""
        return marks(self.told(text, place), self.purpose) if text else []

    @property
    def purpose(self) -> str:
        """Fingerprints of different fields, lengths and places have nothing in common."""
        purpose = self.source.kind.purpose
        return f"{purpose}:last{self.last}" if self.last else purpose

    def told(self, text: str, place: str) -> str:
        """What is hashed."""
        return f"{place}\0{text[-self.last :]}" if self.last else text


class Sealing(models.Model):
    """A model whose hashes are saved together with what they are of."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the hashes of what is saved too."""
        named = kwargs.get("update_fields")
        if named is not None:
            kwargs["update_fields"] = with_hashes(type(self), named)
        super().save(*args, **kwargs)


def with_hashes(model: type[models.Model], names: Iterable[str]) -> tuple[str, ...]:
    """Names of fields, with those of the hashes that follow from them."""
    names = tuple(names)
    more = (
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, HashField) and field.of in names and field.name not in names
    )
    return (*names, *more)


def found(model: type[models.Model], name: str, text: str) -> Q:
    """The condition for rows whose sealed field holds exactly this text."""
    field = _hash(model, name, 0)
    return Q(**{f"{field.name}__in": field.marks(field.source.kind.normal(text))})


def found_by_last(model: type[models.Model], name: str, last: str, places: Iterable[str]) -> Q:
    """The condition for rows in these places whose sealed field ends with this text."""
    field = _hash(model, name, len(last))
    every = [one for place in places for one in field.marks(last, place)]
    return Q(**{f"{field.name}__in": every})


def _hash(model: type[models.Model], name: str, last: int) -> HashField:
    for field in model._meta.concrete_fields:
        if isinstance(field, HashField) and (field.of, field.last) == (name, last):
            return field
    raise LookupError(f"{model.__name__} has no hash of {name} with {last} characters")
