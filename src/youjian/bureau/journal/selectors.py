"""Reading the journal and checking its chain."""

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal.chain import CONTENT, GENESIS, digest
from youjian.bureau.journal.contracts import ChainOut, JournalEntryOut, JournalFilter, JournalOut
from youjian.bureau.journal.models import JournalEntry, JournalHead
from youjian.bureau.scope import EVERYWHERE, set_scope, within

ACTION_NAMES: dict[str, str] = {
    "account.login": "登录",
    "account.login_failed": "登录失败",
    "account.locked": "账号锁定",
    "account.logout": "退出",
    "account.password": "修改密码",
    "station.view": "查看站点",
    "alert.view": "查看预警",
    "alert.raise": "产生预警",
    "alert.sign": "签收预警",
    "alert.comment": "填写意见",
    "alert.explanation": "填写情况说明",
    "alert.close": "办结预警",
    "registry.import": "导入档案",
    "registry.profile": "载入城市配置",
    "registry.enrolment_code": "签发入网码",
    "journal.view": "查看操作日志",
}


def entries(actor: Actor, wanted: JournalFilter) -> JournalOut:
    """Entries about stations within the scope and about no station, newest first."""
    rows = JournalEntry.objects.filter(Q(station_id__isnull=True) | within(actor.scope)).filter(
        *_conditions(wanted)
    )
    found = list(rows.order_by("-number")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    return JournalOut(
        items=[_out(entry) for entry in shown],
        next_before=shown[-1].number if len(found) > wanted.limit else None,
    )


def verify_chain(actor: Actor) -> ChainOut:
    """Recompute every digest from the first entry to the head; needs to see entries of every scope."""
    set_scope(EVERYWHERE)
    try:
        return _verify()
    finally:
        set_scope(actor.scope)


def _verify() -> ChainOut:
    previous, number = GENESIS, 0
    for entry in JournalEntry.objects.order_by("number").iterator(chunk_size=2000):
        content = {name: getattr(entry, name) for name in CONTENT}
        whole = entry.number == number + 1 and entry.previous == previous
        if not whole or digest(entry.algorithm, previous, content) != entry.digest:
            return _broken(number, previous, number + 1)
        previous, number = entry.digest, entry.number
    head = JournalHead.objects.get(id=1)
    if (head.number, head.digest) != (number, previous):
        return _broken(number, previous, number + 1)
    message = f"操作日志共{number}条，链条完整。"
    return ChainOut(intact=True, entries=number, head=previous, broken_at=None, message=message)


def _broken(entries_: int, head: str, at: int) -> ChainOut:
    message = f"操作日志自第{at}条起与链条不符，请立即通知安全审计员并保留数据库现场。"
    return ChainOut(intact=False, entries=entries_, head=head, broken_at=at, message=message)


def _conditions(wanted: JournalFilter) -> list[Q]:
    pairs = {
        "username": wanted.username,
        "action__startswith": wanted.action,
        "object": wanted.object,
        "at__gte": wanted.from_at,
        "at__lt": wanted.to_at,
        "number__lt": wanted.before,
    }
    return [Q(**{name: value}) for name, value in pairs.items() if value not in ("", None)]


def _out(entry: JournalEntry) -> JournalEntryOut:
    shown = {name: getattr(entry, name) for name in (*CONTENT, "digest")}
    return JournalEntryOut(**shown, action_name=ACTION_NAMES.get(entry.action) or entry.action)
