"""An exchange by the installation's channel: the database is let go while the other side is asked."""

from uuid import uuid4

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs import services
from youjian.bureau.ecqs.channels import Channel, ExchangeFailedError
from youjian.bureau.ecqs.services import Way
from youjian.bureau.scope import scoped


def fetch(actor: Actor, way: Channel) -> bool:
    """Fetch their ledger and hold it against ours; whether it happened, a failure is kept as a round."""
    try:
        rows = way.fetch()
    except ExchangeFailedError as error:
        with scoped(actor.scope):
            services.note_failed(actor, "in", way.name, str(error))
        return False
    with scoped(actor.scope):
        services.take(actor, rows, Way(way.name))
    return True


def send(actor: Actor, way: Channel) -> bool:
    """Send what changed of ours; whether it happened. Nothing to send is no round."""
    with scoped(actor.scope):
        rows = services.to_send(actor)
    if not rows:
        return True
    try:
        answers = way.send(rows, uuid4().hex)
    except ExchangeFailedError as error:
        with scoped(actor.scope):
            services.note_failed(actor, "out", way.name, str(error))
        return False
    with scoped(actor.scope):
        services.note_sent(actor, rows, answers, Way(way.name))
    return True
