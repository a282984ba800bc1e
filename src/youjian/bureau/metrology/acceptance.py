"""New and replaced dispensers: taken into the register, or refused in writing (Zhengzhou's rule)."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import AcceptanceIn, AcceptanceOut
from youjian.bureau.metrology.models import DispenserAcceptance
from youjian.bureau.metrology.settings import settings
from youjian.bureau.metrology.words import ACCEPTANCE_RESULTS, MISSING
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry import stored, writing
from youjian.bureau.registry.models import Station
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.scope import acting, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import SHANGHAI, business_day

_IDENTITY = ("maker", "model", "serial_no", "mainboard_no", "encoder_no", "software_version")


def accept(actor: Actor, wanted: AcceptanceIn) -> AcceptanceOut:
    """Accept a dispenser into the register, or refuse it with the reasons in writing.

    Raises Problem 404 outside the scope, 409 for a new one whose number stands there or a replacement of
    none; as `write_rows` does. A refusal is kept and changes nothing in the register.
    """
    with acting(actor):
        station = register.station_of(actor, wanted.station_id)
        _check_number(wanted)
        reasons = _missing(wanted)
        values = wanted.model_dump(include={*_IDENTITY, "self_lock"})
        row = DispenserAcceptance.objects.create(
            station_id=wanted.station_id,
            dispenser_id=wanted.dispenser_id,
            kind=wanted.kind,
            values=values,
            ecqs=wanted.ecqs,
            remote_kit=wanted.remote_kit,
            result="refused" if reasons else "accepted",
            reasons=reasons,
            letter=_letter(station, wanted, reasons),
            note=wanted.note.strip(),
            decided_at=now(),
            decided_by=actor.username,
            decided_by_name=actor.display_name,
        )
        if not reasons:
            _tell_register(actor, wanted)
        after = {**values, "result": row.result, "reasons": reasons, "kind": wanted.kind}
        target = f"dispenser:{wanted.dispenser_id}"
        journal.record(actor, "metrology.acceptance", target, station_id=wanted.station_id, after=after)
    return shown(row, station.name)


def acceptance(actor: Actor, number: int) -> AcceptanceOut:
    """An acceptance or refusal; raises Problem 404."""
    row = DispenserAcceptance.objects.filter(within(actor.scope), id=number).first()
    if row is None:
        raise not_found(pick(f"验收记录{number}", f"Acceptance {number}"))
    return shown(row, register.station_of(actor, row.station_id).name)


def shown(row: DispenserAcceptance, station_name: str) -> AcceptanceOut:
    """A row as it is answered."""
    return AcceptanceOut(
        id=row.pk,
        station_id=row.station_id,
        station_name=station_name,
        dispenser_id=row.dispenser_id,
        kind=row.kind,
        result=row.result,
        result_name=named(ACCEPTANCE_RESULTS, row.result),
        reasons=[pick(*MISSING[reason]) for reason in row.reasons],
        letter=row.letter,
        decided_at=row.decided_at,
        decided_by_name=row.decided_by_name,
    )


def _check_number(wanted: AcceptanceIn) -> None:
    there = stored.row_of(
        SHEETS["dispensers"], {"station_id": wanted.station_id, "dispenser_id": wanted.dispenser_id}
    )
    if wanted.kind == "new" and there is not None and there["serial_no"]:
        raise Problem(
            409,
            "dispenser_there",
            pick("该编号的加油机已登记，请选“更换”。", "This number is taken; choose a replacement."),
        )
    if wanted.kind == "replaced" and there is None:
        raise Problem(
            409,
            "no_dispenser",
            pick("该站没有这个编号的加油机，请选“新装”。", "There is none of this number; choose a new one."),
        )


def _missing(wanted: AcceptanceIn) -> list[str]:
    """What the city's rule wants and the dispenser has not."""
    rule = settings()
    lacks = {
        "ecqs": rule.require_ecqs and not wanted.ecqs,
        "remote_kit": rule.require_remote_kit and not wanted.remote_kit,
        "self_lock": not wanted.self_lock,
    }
    return [name for name, lacking in lacks.items() if lacking]


def _letter(station: Station, wanted: AcceptanceIn, reasons: list[str]) -> str:
    """What the station is told in writing, in the language of the office."""
    day = now().astimezone(SHANGHAI).date()
    identity = f"{wanted.maker}{wanted.model}（出厂编号{wanted.serial_no}）"
    if not reasons:
        return f"{station.name}：你站{wanted.dispenser_id}号加油机{identity}经查验符合要求，同意登记。{day}"
    why = "；".join(MISSING[reason][0] for reason in reasons)
    source = settings().source
    basis = f"依据{source}，" if source else ""
    return (
        f"{station.name}：你站{wanted.dispenser_id}号加油机{identity}查验未通过：{why}。"
        f"{basis}不予验收登记，不得投入使用；整改后可重新申请。{day}"
    )


def _tell_register(actor: Actor, wanted: AcceptanceIn) -> None:
    given = {name: getattr(wanted, name).strip() or None for name in _IDENTITY}
    row = given | {
        "station_id": wanted.station_id,
        "dispenser_id": wanted.dispenser_id,
        "self_lock": wanted.self_lock,
        "ecqs_linked": wanted.ecqs,
        "installed_on": business_day(now()),
        "retired_on": None,
    }
    reason = pick("加油机验收", "Acceptance of a dispenser")
    writing.write_rows(actor, "dispensers", [row], reason=reason, source="form", noted=False)
