"""Our data sets in the city platform's catalogue (目录), and applications of departments (申请, 审核)."""

from typing import Any
from uuid import uuid4

from youjian.bureau.accounts.contracts import SYSTEM, Actor
from youjian.bureau.exchange.contracts import ApplicationDecisionIn, ApplicationIn, EntryIn, EntryStepIn
from youjian.bureau.exchange.models import Application, Entry, Message, Platform
from youjian.bureau.exchange.platforms import bad, platform_of
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, covers
from youjian.bureau.sharing import services as agreements
from youjian.bureau.sharing.contracts import AgreementIn, AgreementStepIn, SharedFields
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.services import need
from youjian.bureau.times import now


def write_entry(actor: Actor, wanted: EntryIn) -> Entry:
    """Write an entry, or a further version of it, which is published anew. Raises Problem 403, 404, 422."""
    need(actor, "sharing.manage")
    with acting(actor):
        platform = platform_of(actor, wanted.platform_id)
        _check(platform, wanted)
        row = Entry.objects.select_for_update().filter(platform=platform, dataset=wanted.dataset).first()
        said = wanted.model_dump() | {
            "status": "draft", "made_by": actor.username, "made_by_name": actor.display_name,
            "made_at": now(),
            "decided_by_name": "", "decided_at": None,
        }  # fmt: skip
        if row is None:
            row = Entry.objects.create(**said)
        else:
            for name, value in said.items():
                setattr(row, name, value)
            row.version += 1
            row.save()
        after = {"dataset": row.dataset, "version": row.version, "share_type": row.share_type}
        journal.record(actor, "exchange.entry", f"entry:{row.pk}", after=after)
        return row


def _check(platform: Platform, wanted: EntryIn) -> None:
    dataset = DATASETS.get(wanted.dataset)
    if platform.kind != "catalogue":
        raise bad("platform", "该平台不是政务数据共享平台。", "This platform keeps no catalogue.")
    if dataset is None:
        raise bad("dataset", "没有该数据集。", "There is no such data set.")
    strange = sorted(set(wanted.fields) - set(dataset.fields))
    if strange:
        raise bad("field", f"该数据集没有字段{strange[0]}。", f"It has no field {strange[0]}.")
    if wanted.share_type != "free" and not wanted.basis.strip():
        raise bad("basis", "有条件共享和不予共享须写明依据。", "Name the law that limits sharing.")


def step_entry(actor: Actor, number: int, wanted: EntryStepIn) -> Entry:
    """Publish or withdraw; somebody else than who wrote it publishes. Raises Problem 403, 404, 409."""
    need(actor, "sharing.approve")
    with acting(actor):
        row = Entry.objects.select_for_update().filter(id=number).first()
        if row is None:
            raise not_found(pick(f"目录{number}", f"Entry {number}"))
        if row.status != {"publish": "draft", "withdraw": "published"}[wanted.step]:
            raise Problem(
                409, "not_now", pick("目录当前状态不能这样办理。", "This cannot be done with it now.")
            )
        if wanted.step == "publish" and row.made_by == actor.username:
            raise Problem(
                409, "own_draft", pick("须由编制人以外的人发布。", "Somebody else has to publish it.")
            )
        row.status = "published" if wanted.step == "publish" else "withdrawn"
        row.decided_by_name, row.decided_at = actor.display_name, now()
        row.save()
        say(row.platform, "catalogue", f"entry:{row.pk}", entry_body(row))
        journal.record(actor, f"exchange.{wanted.step}", f"entry:{number}", after={"version": row.version})
        return row


def entry_body(row: Entry) -> dict[str, Any]:
    """An entry as the platform is told of it."""
    columns = DATASETS[row.dataset].spec
    told = [(name, columns.column(name)) for name in row.fields]
    return {
        "code": row.dataset, "version": row.version, "status": row.status, "their_no": row.their_no,
        "title": row.title, "summary": row.summary, "frequency": row.frequency, "share_type": row.share_type,
        "basis": row.basis,
        "fields": [
            {"name": name, "title": column.zh, "kind": column.kind}
            for name, column in told if column is not None
        ],
    }  # fmt: skip


def say(platform: Platform, path: str, about: str, body: dict[str, Any]) -> Message:
    """Have a platform told of something; the worker does it."""
    moment = now()
    return Message.objects.create(
        platform=platform, number=uuid4(), path=path, about=about, body=body, next_at=moment, made_at=moment
    )


def receive(platform: Platform, wanted: ApplicationIn) -> bool:
    """Keep an application, once; whether it is a new one. Raises Problem 422."""
    if Application.objects.filter(platform=platform, their_no=wanted.number).exists():
        return False
    if wanted.until_on < wanted.from_on:
        raise bad("until", "截止日期早于起始日期。", "It ends before it begins.")
    said = wanted.model_dump()
    row = Application.objects.create(
        platform=platform, their_no=said.pop("number"), received_at=now(), **said
    )
    after = {"number": row.their_no, "applicant": row.applicant, "dataset": row.dataset}
    journal.record(SYSTEM, "exchange.application", f"application:{row.pk}", after=after)
    return True


def decide(actor: Actor, number: int, wanted: ApplicationDecisionIn) -> Application:
    """Approve, which makes an agreement, or refuse with a reason. Raises Problem 403, 404, 409, 422."""
    need(actor, "sharing.approve")
    with acting(actor):
        row = Application.objects.select_for_update().filter(id=number).first()
        if row is None:
            raise not_found(pick(f"共享申请{number}", f"Application {number}"))
        if row.status != "received":
            raise Problem(409, "not_now", pick("该申请已审核。", "It was decided already."))
        if wanted.step == "approve":
            _covered(actor, row)
            row.agreement, row.status = _agreed(actor, row), "approved"
        elif not wanted.reason.strip():
            raise bad("reason", "请写明不同意的理由。", "Please say why.")
        else:
            row.status = "refused"
        row.reason, row.decided_by_name, row.decided_at = wanted.reason.strip(), actor.display_name, now()
        row.save()
        after = {"status": row.status, "agreement": row.agreement_id, "reason": row.reason}
        journal.record(actor, f"exchange.{wanted.step}", f"application:{number}", after=after)
        return row


def _covered(actor: Actor, row: Application) -> None:
    for region in row.regions:
        if not covers(actor.scope, region):
            raise not_found(pick(f"行政区划{region}", f"The region {region}"))
    entry = Entry.objects.filter(platform=row.platform, dataset=row.dataset, status="published").first()
    if entry is None:
        raise Problem(409, "not_published", pick("该数据集未在目录中发布。", "It is not published."))
    if entry.share_type == "none":
        told = pick(f"目录注明不予共享：{entry.basis}", f"The catalogue says not shared: {entry.basis}")
        raise Problem(409, "not_shared", told)
    strange = sorted(set(row.fields) - set(entry.fields))
    if strange:
        told = pick(f"字段{strange[0]}不在目录中。", f"The field {strange[0]} is not in the catalogue.")
        raise Problem(409, "field", told)


def _agreed(actor: Actor, row: Application) -> Any:
    """The agreement of an approved application: the applicant's draft, approved by who decided."""
    drafter = Actor(
        f"exchange:{row.their_no}"[:64], row.applicant, actor.scope, frozenset({"sharing.manage"})
    )
    wanted = AgreementIn(
        title=pick(f"共享申请{row.their_no}", f"Application {row.their_no}"),
        receiver=row.applicant,
        department="",
        basis=row.basis,
        purpose=row.purpose,
        datasets={row.dataset: SharedFields(fields=row.fields, full=[])},
        regions=row.regions,
        ownerships=[],
        from_on=row.from_on,
        until_on=row.until_on,
    )
    made = agreements.draft(drafter, wanted)
    return agreements.take_step(actor, made.pk, AgreementStepIn(step="approve", reason=""))


def standing(row: Application) -> str:
    """What a platform has to know of an application: its state, or its agreement's when that ended."""
    agreement = row.agreement
    return row.status if agreement is None or agreement.status == "approved" else agreement.status


def tell_decisions(platform: Platform) -> int:
    """Have the platform told of decisions and revocations that it has not heard; returns how many."""
    told = 0
    for row in (
        Application.objects.filter(platform=platform).exclude(status="received").select_related("agreement")
    ):
        state = standing(row)
        if state == row.told:
            continue
        agreement = row.agreement
        reason = row.reason if agreement is None or state == "approved" else agreement.reason
        say(platform, "decisions", f"application:{row.pk}", {
            "application": row.their_no, "status": state, "reason": reason,
            "agreement": agreement.code if agreement else "", "decided_by": row.decided_by_name,
        })  # fmt: skip
        row.told = state
        row.save(update_fields=["told"])
        told += 1
    return told
