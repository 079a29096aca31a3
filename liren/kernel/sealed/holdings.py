"""Where sealed values lie: every column of every model, and those that others keep in JSON."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from liren.kernel.base.keyring import HASH, SEAL
from liren.kernel.sealed.fields import HashField, SealedField

Model = type[models.Model]
WORD = r"\m(k[0-9]+):[A-Za-z0-9+/=]{38,}"  # a sealed value inside JSON, after its quotation mark


@dataclass(frozen=True)
class Column:
    """One sealed column with the hashes that follow from it."""

    model: Model
    field: SealedField
    hashes: tuple[HashField, ...]

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"

    @property
    def table(self) -> str:
        """The table, quoted."""
        return quoted(self.model._meta.db_table)

    def keys(self, use: str) -> Counter[str]:
        """How many values lie under each key."""
        names = [self.field.column] if use == SEAL else [one.column for one in self.hashes]
        found: Counter[str] = Counter()
        for name in map(quoted, names):
            found.update(
                _counted(f"split_part({name}, ':', 1)", f"{self.table} WHERE {name} <> ''")
            )
        return found


@dataclass(frozen=True)
class Json:
    """Sealed texts inside a JSON column of somebody else's model, bound to a purpose alone."""

    model: Model
    column: str
    purpose: str

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"

    @property
    def table(self) -> str:
        """The table, quoted."""
        return quoted(self.model._meta.db_table)

    def keys(self, use: str) -> Counter[str]:
        """How many values lie under each key; nothing in JSON is found by hash."""
        if use == HASH:
            return Counter()
        column = quoted(self.column)
        return _counted(
            "m[1]", f"{self.table}, regexp_matches({column}::text, '{WORD}', 'g') AS m"
        )


def columns() -> list[Column]:
    """Every sealed column of the installed apps."""
    every = ((model, model._meta.concrete_fields) for model in apps.get_models())
    return [
        Column(model, field, tuple(_hashes(fields, field.name)))
        for model, fields in every
        if model._meta.managed
        for field in fields
        if isinstance(field, SealedField)
    ]


def elsewhere() -> list[Json]:
    """The JSON columns that the settings name."""
    named: tuple[tuple[str, str, str], ...] = settings.LIREN_SEALED_JSON
    return [Json(apps.get_model(label), column, why) for label, column, why in named]


def holdings() -> list[Column | Json]:
    """Everything that has to be sealed anew when a key changes."""
    return [*columns(), *elsewhere()]


def in_use(use: str) -> dict[str, Counter[str]]:
    """For each place how many values lie under each key; places without values are left out."""
    every = {str(one): one.keys(use) for one in holdings()}
    return {name: keys for name, keys in every.items() if keys}


def quoted(name: str | None) -> str:
    """A name as the database reads it."""
    return connection.ops.quote_name(str(name))


def _hashes(fields: Any, name: str) -> list[HashField]:
    return [one for one in fields if isinstance(one, HashField) and one.of == name]


def _counted(what: str, where: str) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what}, count(*) FROM {where} GROUP BY 1")  # noqa: S608 — names only
        return Counter(dict(cursor.fetchall()))
