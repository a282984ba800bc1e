"""Saved views of a table: one's own and those that colleagues of the department share."""

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.tables.contracts import ViewOut
from youjian.bureau.tables.models import SavedView
from youjian.bureau.tables.spec import TableSpec


def views(actor: Actor, spec: TableSpec) -> list[ViewOut]:
    """What an actor may choose from, one's own first, by name."""
    mine = Q(owner_id=actor.user_id)
    found = SavedView.objects.filter(mine | _shared_with(actor), table=spec.name)
    listed = [view_out(actor, view) for view in found.order_by("name", "id")]
    return sorted(listed, key=lambda view: not view.mine)


def own_views(actor: Actor, spec: TableSpec) -> QuerySet[SavedView]:
    """The actor's own views of a table."""
    return SavedView.objects.filter(owner_id=actor.user_id, table=spec.name)


def view_out(actor: Actor, view: SavedView) -> ViewOut:
    """A view as it goes out."""
    return ViewOut(
        id=view.pk, name=view.name, query=view.query, shared=view.shared, mine=view.owner_id == actor.user_id
    )


def _shared_with(actor: Actor) -> Q:
    """Views that people of the actor's department share; somebody without one sees nobody's."""
    mine = Department.objects.filter(users=actor.user_id)
    return Q(shared=True, owner__is_active=True, owner__department__in=mine.values("code"))
