"""All lists of the console, collected from the apps."""

from youjian.bureau.accounts.contracts import Actor, permission_name
from youjian.bureau.alerts.tables import TABLES as ALERTS
from youjian.bureau.downtime.tables import TABLES as DOWNTIMES
from youjian.bureau.journal.tables import TABLES as JOURNAL
from youjian.bureau.language import pick
from youjian.bureau.problems import forbidden, not_found
from youjian.bureau.registry.tables import TABLES as REGISTRY
from youjian.bureau.tables.spec import TableSpec
from youjian.bureau.uploads.tables import TABLES as UPLOADS

TABLES: dict[str, TableSpec] = {spec.name: spec for spec in (*REGISTRY, *DOWNTIMES, *UPLOADS, *ALERTS, *JOURNAL)}


def table(actor: Actor, name: str) -> TableSpec:
    """A table by name; raises Problem 404 when there is none and 403 when the actor may not see it."""
    spec = TABLES.get(name)
    if spec is None:
        raise not_found(pick(f"列表{name}", f"The list {name}"))
    if not actor.may(spec.permission):
        raise forbidden(permission_name(spec.permission))
    return spec


def tables(actor: Actor) -> list[TableSpec]:
    """The tables that an actor may see."""
    return [spec for spec in TABLES.values() if actor.may(spec.permission)]
