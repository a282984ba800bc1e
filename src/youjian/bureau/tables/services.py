"""What is written about lists: views that people keep, and that somebody took an export."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.tables.contracts import ViewIn, ViewOut
from youjian.bureau.tables.export import Export, Wanted, make
from youjian.bureau.tables.models import SavedView
from youjian.bureau.tables.spec import TableSpec
from youjian.bureau.tables.views import own_views, view_out

MOST_VIEWS = 50


def save_view(actor: Actor, spec: TableSpec, view: ViewIn) -> ViewOut:
    """Keep a view under a name that the actor has not used for this table.

    Raises Problem 409 for a name that is taken and when the actor keeps fifty views already, 422 for an empty
    name.
    """
    name = _named(view.name)
    with acting(actor):
        kept = set(own_views(actor, spec).values_list("name", flat=True))
        if name in kept:
            raise _taken(name)
        if len(kept) >= MOST_VIEWS:
            raise _too_many()
        made = SavedView.objects.create(
            table=spec.name, name=name, query=view.query, shared=view.shared, owner_id=actor.user_id
        )
        after = {"name": name, "query": view.query, "shared": view.shared}
        journal.record(actor, "table.view_save", f"view:{made.pk}", after={"table": spec.name, **after})
    return view_out(actor, made)


def delete_view(actor: Actor, view_id: int) -> None:
    """Forget one of the actor's own views; raises Problem 404 for anybody else's."""
    with acting(actor):
        view = SavedView.objects.filter(owner_id=actor.user_id, id=view_id).first()
        if view is None:
            raise not_found(pick(f"视图{view_id}", f"The view {view_id}"))
        before = {"table": view.table, "name": view.name, "query": view.query, "shared": view.shared}
        view.delete()
        journal.record(actor, "table.view_delete", f"view:{view_id}", before=before)


def take_export(actor: Actor, spec: TableSpec, wanted: Wanted) -> Export:
    """Write a table to a file; that somebody took it, with its filter and the number of rows, is
    journaled."""
    with acting(actor):
        export = make(actor, spec, wanted)
        after = {
            "format": wanted.format,
            "filter": wanted.asked.said,
            "rows": export.rows,
            "mark": export.mark,
        }
        journal.record(actor, "table.export", f"table:{spec.name}", after=after)
    return export


def _named(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise Problem(422, "empty", pick("请给视图起一个名称。", "Please give the view a name."))
    return name


def _taken(name: str) -> Problem:
    message = pick(
        f"您已有名为“{name}”的视图，请换一个名称或先删除原来的。",
        f"You already keep a view “{name}”. Choose another name or delete that one first.",
    )
    return Problem(409, "name_taken", message)


def _too_many() -> Problem:
    message = pick(
        f"每个列表最多保存{MOST_VIEWS}个视图，请先删除不用的。",
        f"At most {MOST_VIEWS} views are kept for a list. Delete one that you no longer use.",
    )
    return Problem(409, "too_many_views", message)
