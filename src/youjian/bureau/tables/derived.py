"""Models made from a sheet: what a list reads of a ledger's table has the sheet's columns and no others.

They stand in a registry of their own, so that Django neither migrates them nor takes them for a second model
of the same table.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps.registry import Apps
from django.db import models

from youjian.bureau.sheets.fields import Sheet
from youjian.bureau.tables.spec import Kind

_APART = Apps()
_FIELDS: dict[Kind, Callable[..., "models.Field[Any, Any]"]] = {
    "integer": models.BigIntegerField,
    "number": models.FloatField,
    "litres": models.FloatField,
    "date": models.DateField,
    "moment": models.DateTimeField,
    "time": models.DateTimeField,
    "flag": models.BooleanField,
}


def of_sheet(sheet: Sheet) -> type[models.Model]:
    """The model of a sheet's table in the ledger."""
    kinds: dict[str, Kind] = {field.name: field.kind for field in sheet.fields}
    needed = {field.name for field in sheet.fields if field.required}
    return of_table(sheet.name, kinds, sheet.key(), needed)


def of_table(
    table: str,
    kinds: Mapping[str, Kind],
    key: tuple[str, ...],
    needed: set[str] | None = None,
    json: tuple[str, ...] = (),
) -> type[models.Model]:
    """A model over a table or view: its columns with their kinds, those of its key, those never empty."""
    columns: dict[str, Any] = {
        name: _field(kind, primary_key=(name,) == key, null=(name,) != key and name not in (needed or key))
        for name, kind in kinds.items()
    }
    columns |= {name: models.JSONField(null=True) for name in json}
    if len(key) > 1:
        columns["pk"] = models.CompositePrimaryKey(*key)
    meta = type("Meta", (), {"managed": False, "db_table": table, "apps": _APART, "app_label": "tables"})
    return type(f"Listed_{table}", (models.Model,), {**columns, "Meta": meta, "__module__": __name__})


def _field(kind: Kind, **options: bool) -> "models.Field[Any, Any]":
    return _FIELDS.get(kind, models.TextField)(**options)
