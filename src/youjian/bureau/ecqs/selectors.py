"""Reads of the exchange with e-CQS, within the actor's scope."""

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs import ledger
from youjian.bureau.ecqs.channels import channel
from youjian.bureau.ecqs.comparing import same
from youjian.bureau.ecqs.contracts import (
    EcqsField,
    EcqsInstrument,
    EcqsOverview,
    ExchangeRoundOut,
    LedgerDefaultOut,
    RefusedRow,
)
from youjian.bureau.ecqs.models import ExchangeRound, Instrument, LedgerDefault, LedgerDifference
from youjian.bureau.ecqs.words import CHANNELS, CODES, DIRECTIONS, field_name
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named


def row_of(actor: Actor, instrument_id: int) -> Instrument:
    """An instrument's row; raises Problem 404."""
    found = Instrument.objects.filter(within(actor.scope, "area"), id=instrument_id).first()
    if found is None:
        raise not_found(pick(f"器具{instrument_id}", f"Instrument {instrument_id}"))
    return found


def instrument(actor: Actor, instrument_id: int) -> EcqsInstrument:
    """An instrument in both ledgers; raises Problem 404."""
    row = row_of(actor, instrument_id)
    known = ledger.ours(actor, row.station_id) if row.station_id else {}
    one = known.get((row.station_id or "", row.dispenser_id or 0))
    mine = ledger.with_held(one, row) if one else dict(row.held)
    standing = {d.field: d.pk for d in row.differences.filter(decision="")}  # type: ignore[attr-defined]
    head = register.station_heads(actor, [row.station_id]).get(row.station_id) if row.station_id else None
    return EcqsInstrument(
        id=row.pk,
        ecqs_no=row.ecqs_no or "",
        station_id=row.station_id,
        station_name=head.name if head else (row.station_id or ""),
        dispenser_id=row.dispenser_id,
        theirs_at=row.theirs_at,
        sent_at=row.sent_at,
        fields=[
            EcqsField(
                code=code,
                name=field_name(code),
                ours=mine.get(code, ""),
                theirs=row.theirs.get(code, ""),
                differs=bool(row.theirs) and not same(mine.get(code, ""), row.theirs.get(code, "")),
                difference_id=standing.get(code),
            )
            for code in CODES
        ],
    )


def overview(actor: Actor) -> EcqsOverview:
    """How the two ledgers stand to each other."""
    inside = within(actor.scope, "area")
    rows = Instrument.objects.filter(inside)
    dispensers = len(ledger.ours(actor))
    matched = rows.filter(station_id__isnull=False).exclude(Q(ecqs_no=None) | Q(theirs={})).count()
    theirs_only = rows.filter(station_id__isnull=True).count()
    differing = LedgerDifference.objects.filter(inside, decision="").count()
    way = channel()
    rounds = ExchangeRound.objects.order_by("-at")
    last = {
        direction: rounds.filter(direction=direction, error="").values_list("at", flat=True).first()
        for direction in ("in", "out")
    }
    newest = rounds.values_list("error", flat=True).first()
    return EcqsOverview(
        sentence=_sentence(dispensers, matched, theirs_only, differing),
        dispensers=dispensers,
        matched=matched,
        ours_only=max(0, dispensers - matched),
        theirs_only=theirs_only,
        open=differing,
        channel=way.name if way else "",
        channel_name=named(CHANNELS, way.name) if way else pick("仅上传和下载文件", "Files by hand only"),
        last_in=last["in"],
        last_out=last["out"],
        last_error=newest or "",
    )


def _sentence(dispensers: int, matched: int, theirs_only: int, differing: int) -> str:
    zh = f"在用加油机{dispensers}台，与e-CQS台账对应{matched}台；e-CQS有而本平台没有对应的{theirs_only}台；"
    zh += f"待判定差异{differing}项。"
    en = f"{dispensers} dispensers in use, {matched} found in e-CQS; {theirs_only} of theirs are not ours; "
    en += f"{differing} differences to decide."
    return pick(zh, en)


def round_out(row: ExchangeRound) -> ExchangeRoundOut:
    """A round as it is answered."""
    same_ = ("direction", "at", "by_name", "rows", "unknown", "opened", "error", "filename", "sha256")
    return ExchangeRoundOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same_},
        direction_name=named(DIRECTIONS, row.direction),
        channel_name=named(CHANNELS, row.channel),
        refused=[RefusedRow(**one) for one in row.refused],
    )


def exchange_round(round_id: int) -> ExchangeRound:
    """A round; raises Problem 404."""
    found = ExchangeRound.objects.filter(id=round_id).first()
    if found is None:
        raise not_found(pick(f"交换记录{round_id}", f"Round {round_id}"))
    return found


def defaults() -> list[LedgerDefaultOut]:
    """What every dispenser has in fields that the register does not hold."""
    return [
        LedgerDefaultOut(field=row.field, name=field_name(row.field), value=row.value, source=row.source)
        for row in LedgerDefault.objects.order_by("field")
    ]
