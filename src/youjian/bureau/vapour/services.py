"""What is decided about vapour recovery: the edition that counts, where records are sent."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now
from youjian.bureau.vapour.contracts import UploadTargetIn
from youjian.bureau.vapour.models import UploadMessage, UploadTarget, VapourSettings

_LONGEST = {"hj212": 9, "json": 64}


def choose_edition(actor: Actor, code: str) -> None:
    """Let an edition's states count; all are worked out all the same."""
    with acting(actor):
        row, _ = VapourSettings.objects.select_for_update().get_or_create(id=1)
        before, row.edition = row.edition, code
        row.save()
        journal.record(
            actor, "vapour.edition", "vapour_settings", before={"edition": before}, after={"edition": code}
        )


def add_target(actor: Actor, wanted: UploadTargetIn) -> None:
    """Send to one more platform from a moment on; raises Problem 409 for a name that is taken, 422."""
    if wanted.family in ("hj212", "json") and not 1 <= len(wanted.password) <= _LONGEST[wanted.family]:
        raise Problem(422, "password", pick("请填写访问密码（HJ 212为1～9位）。", "A password is needed."))
    with acting(actor):
        if UploadTarget.objects.filter(name=wanted.name).exists():
            raise Problem(
                409, "target_there", pick("已有同名的上传平台。", "There is a target of this name.")
            )
        made = UploadTarget.objects.create(**wanted.dict(), made_by_name=actor.display_name)
        after = {name: value for name, value in wanted.dict().items() if name not in ("password", "sm4_key")}
        journal.record(
            actor,
            "vapour.target",
            f"vapour_target:{made.pk}",
            after={**after, "since": wanted.since.isoformat()},
        )


def switch_target(actor: Actor, target_id: int, *, active: bool) -> None:
    """Send to a platform, or no more; raises Problem 404."""
    with acting(actor):
        row = UploadTarget.objects.select_for_update().filter(id=target_id).first()
        if row is None:
            raise not_found(pick(f"上传平台{target_id}", f"Target {target_id}"))
        before, row.active = row.active, active
        row.save()
        journal.record(
            actor,
            "vapour.target",
            f"vapour_target:{row.pk}",
            before={"active": before},
            after={"active": active},
        )


def send_again(actor: Actor, message_id: int) -> None:
    """Let a failed message be tried again at once, from the first packet nobody took; Problem 404, 409."""
    with acting(actor):
        row = UploadMessage.objects.select_for_update().filter(within(actor.scope), id=message_id).first()
        if row is None:
            raise not_found(pick(f"上传消息{message_id}", f"Message {message_id}"))
        if row.state == "sent":
            raise Problem(409, "sent", pick("已经上传，不重复发送。", "It was sent and is not sent twice."))
        row.state, row.tries, row.next_at = "waiting", 0, now()
        row.save()
        journal.record(
            actor, "vapour.again", f"vapour_message:{row.pk}", station_id=row.station_id, after={"tries": 0}
        )
