"""Invoices and declarations as tax systems export them, read as contract records. Pure.

Their litres go by the statutory factors, which stock never does. Money in the ledger is with VAT.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from youjian.bureau.sheets.dates import BadDateError, day_of_text
from youjian.bureau.supply.drafts import PaperDraft, hundredths, thousandths
from youjian.bureau.supply.goods import product_named
from youjian.bureau.supply.reading import past_moment, station_there
from youjian.bureau.supply.surroundings import StationHere, Surroundings
from youjian.contract.fields import business_day
from youjian.contract.records import Declaration, Invoice
from youjian.detection.books.products import tax_class

NOBODY = "000000000000000000"
"""The buyer of a sale to somebody without a taxpayer's number."""
_PERIOD = re.compile(r"(\d{4})\D?(0[1-9]|1[0-2])(?:\D?\d{2})?")
_SIGNED = ("quantity", "volume_l", "mass_kg", "amount_yuan", "tax_yuan", "total_yuan")
_MASS = {"t": Decimal(1000), "kg": Decimal(1)}
_VOLUME = {"L": Decimal(1), "kL": Decimal(1000)}


def read_invoice(given: Mapping[str, Any], around: Surroundings) -> PaperDraft:
    """One line of an invoice: product by code and name, litres by unit, direction by who is here.

    A red-letter one is read as what it takes back, and its litres and money stand below 0.
    """
    upright, sign = _upright(given)
    draft = PaperDraft(upright)
    if not _passed_over(draft, around):
        _check_signs(draft, given, sign)
        _read_invoice(draft, around, sign)
    draft.given = given
    return draft


def _read_invoice(draft: PaperDraft, around: Surroundings, sign: int) -> None:
    number, issued_on = _number(draft), _issued(draft, around)
    seller, buyer = draft.credit_code("seller_uscc"), draft.credit_code("buyer_uscc")
    draft.need("seller_uscc", "销方税号")
    product = _product(draft, around)
    volume = 0 if sign < 0 and _says_no_quantity(draft) else _invoiced(draft, product, around)
    amount = _amount(draft, around)
    side = _side(draft, seller, buyer, issued_on, around) if issued_on and not draft.faults else None
    if side and number and seller and product and volume is not None and amount is not None and issued_on:
        direction, station = side
        draft.record = Invoice(
            invoice_no=number,
            seller_uscc=seller,
            buyer_uscc=buyer or NOBODY,
            product=product,  # type: ignore[arg-type] - checked against the choices
            volume_ml=sign * volume,
            amount_fen=sign * amount,
            issued_on=issued_on,
            direction=direction,  # type: ignore[arg-type]
            station_id=station.station_id,
        )
    if draft.faults:
        draft.record = None


def _upright(given: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """The values of an invoice without their signs, and -1 for a red-letter one, else 1."""
    signed = [given.get(name) for name in _SIGNED]
    if not any(value < 0 for value in signed if value is not None):
        return dict(given), 1
    return {n: abs(v) if n in _SIGNED and v is not None else v for n, v in given.items()}, -1


def _check_signs(draft: PaperDraft, given: Mapping[str, Any], sign: int) -> None:
    """A red-letter invoice is red in all its columns."""
    if sign > 0:
        return
    wrong = next((name for name in _SIGNED if (given.get(name) or 0) > 0), None)
    if wrong:
        draft.fault(
            wrong,
            "红字发票的数量、金额、税额都应为负数，请核对。",
            "Quantity, amount and VAT of a red-letter invoice are all below 0; please check.",
        )
        return
    draft.note(None, "红字发票，冲减购销量", "a red-letter invoice: it takes back what was invoiced")


def _says_no_quantity(draft: PaperDraft) -> bool:
    """Whether only money is taken back (销售折让)."""
    return not any(draft.get(name) for name in ("quantity", "volume_l", "mass_kg"))


def _passed_over(draft: PaperDraft, around: Surroundings) -> bool:
    """A void invoice and goods that are no refined oil are no papers of fuel."""
    code = draft.get("tax_code")
    if "作废" in (draft.get("status") or ""):
        draft.pass_over("发票已作废，不登记", "a void invoice: passed over")
    elif code and not code.startswith(around.codes.refined_oil):
        draft.pass_over(
            f"税收分类编码{code}不是成品油，不登记", f"code {code} is no refined oil: passed over"
        )
    return draft.passed_over


def read_declaration(given: Mapping[str, Any], around: Surroundings) -> PaperDraft:
    """What a taxpayer declared of one product for one period."""
    draft = PaperDraft(given)
    filed_at = past_moment(draft, "filed_at", "申报时间", around)
    period = _period(draft)
    station = _declarer(draft, _last_day(period), around) if period else None
    product = draft.need("product", "油品")
    volume = _tax_litres(draft, product, around)
    amount = _amount(draft, around)
    if filed_at and period and station and volume is not None and amount is not None and not draft.faults:
        draft.record = Declaration(
            station_id=station.station_id,
            period=period,
            product=product,
            volume_ml=volume,
            amount_fen=amount,
            filed_at=filed_at,
        )
    return draft


def _last_day(period: str) -> date:
    year, month = int(period[:4]), int(period[5:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _number(draft: PaperDraft) -> str | None:
    """What names the line: code and number of old invoices together, the line where it is not 1."""
    digital, line = draft.get("digital_no"), draft.get("line")
    number = digital or draft.need("invoice_no", "发票号码")
    if number is None:
        return None
    code = None if digital else draft.get("invoice_code")
    whole = f"{code}{number}" if code else str(number)
    if not re.fullmatch(r"[0-9A-Za-z-]{6,40}", whole):
        draft.fault(
            "invoice_no", f"“{number}”不像发票号码，请核对。", f"“{number}” is no invoice number; check it."
        )
    return whole if line in (None, 1) else f"{whole}#{line}"


def _issued(draft: PaperDraft, around: Surroundings) -> date | None:
    day: date | None = draft.need("issued_on", "开票日期")
    if day is not None and day > business_day(around.moment):
        draft.fault("issued_on", "开票日期还没有到，请核对。", "This day is still to come; please check.")
        return None
    return day


def _product(draft: PaperDraft, around: Surroundings) -> str | None:
    """The product that is written, else the one that the goods' name says; the code has to agree."""
    said = draft.get("product") or product_named(draft.get("goods") or "")
    code = draft.get("tax_code")
    line = around.codes.of(code) if code else None
    if code and (line is None or not line.fuel):
        goods = line.name if line else code
        draft.fault(
            "tax_code",
            f"税收分类编码{code}（{goods}）不是车用汽油或柴油，请删去这一行。",
            f"Code {code} is neither petrol nor diesel for vehicles; remove this row.",
        )
        return None
    if said is None:
        draft.fault(
            "product",
            "从货物名称看不出品号，请填写油品（如92号汽油）。",
            "The name of the goods does not say the product; fill it in.",
        )
    elif line and tax_class(said) != line.fuel:
        draft.fault(
            "tax_code",
            f"税收分类编码{code}是{line.name}，与油品{said}不一致，请核对。",
            f"Code {code} does not fit product {said}; please check.",
        )
    return said


def _invoiced(draft: PaperDraft, product: str | None, around: Surroundings) -> int | None:
    """Millilitres of a line: from quantity and unit, or from a column whose header says the unit."""
    quantity, unit = draft.get("quantity"), draft.get("unit")
    if quantity is not None and quantity <= 0:
        draft.fault(
            "quantity",
            "数量须大于0。",
            "The quantity has to be above 0.",
        )
        return None
    if quantity is None or draft.get("volume_l") is not None:
        return _tax_litres(draft, product, around)
    if unit is None:
        draft.fault("unit", "请填写单位（升、吨或千克）。", "Give the unit: litres, tonnes or kilograms.")
        return None
    amount = Decimal(str(quantity))
    if unit in _VOLUME:
        return thousandths(amount * _VOLUME[unit])
    return _statutory(draft, "quantity", product, amount * _MASS[unit], around)


def _tax_litres(draft: PaperDraft, product: str | None, around: Surroundings) -> int | None:
    """Millilitres for tax: as written, else by the statutory factor; a declaration may say none."""
    volume = draft.get("volume_l")
    if volume is not None:
        return 0 if volume == 0 and "period" in draft.given else draft.millilitres("volume_l")
    mass = draft.kilograms()
    if mass is None:
        draft.fault("volume_l", "请填写升数，或数量和单位。", "Give the litres, or quantity and unit.")
        return None
    return _statutory(draft, "mass_kg", product, mass, around)


def _statutory(
    draft: PaperDraft, name: str, product: str | None, mass_kg: Decimal, around: Surroundings
) -> int | None:
    if product is None:
        return None
    volume, factor = around.codes.volume_ml(product, mass_kg), around.codes.litres_per_tonne(product)
    draft.basis = "statutory"
    draft.note(
        name,
        f"按法定系数1吨＝{factor}升折合{volume / 1000:,.0f}升（仅用于发票和纳税）",
        f"{volume / 1000:,.0f} L by the statutory {factor} L per tonne, for tax alone",
    )
    return volume


def _amount(draft: PaperDraft, around: Surroundings) -> int | None:
    """Fen with VAT: the total, else amount and tax, else the amount with the rate of the codes' file."""
    for name in ("amount_yuan", "tax_yuan", "total_yuan"):
        value = draft.get(name)
        if value is not None and value < 0:
            draft.fault(name, "申报金额不能为负。", "A declared amount cannot be negative.")
            return None
    total, amount, tax = (draft.get(name) for name in ("total_yuan", "amount_yuan", "tax_yuan"))
    if total is not None:
        _check_sum(draft, total, amount, tax)
        return hundredths(total)
    if amount is None:
        draft.fault("amount_yuan", "请填写金额或价税合计。", "Give the amount, or the total with VAT.")
        return None
    if tax is not None:
        return hundredths(amount) + hundredths(tax)
    draft.note(
        "amount_yuan",
        f"按税率{around.codes.vat_percent:g}%折合含税金额",
        f"with VAT of {around.codes.vat_percent:g} %",
    )
    return around.codes.with_vat_fen(hundredths(amount))


def _check_sum(draft: PaperDraft, total: float, amount: float | None, tax: float | None) -> None:
    if amount is None or tax is None:
        return
    if abs(hundredths(total) - hundredths(amount) - hundredths(tax)) > 1:
        draft.fault(
            "total_yuan",
            f"价税合计{total:.2f}不等于金额{amount:.2f}加税额{tax:.2f}，请核对。",
            f"The total {total:.2f} is not {amount:.2f} plus {tax:.2f}; please check.",
        )


def _side(
    draft: PaperDraft, seller: str | None, buyer: str | None, day: date, around: Surroundings
) -> tuple[str, StationHere] | None:
    """Whether it is a purchase or a sale of a station here, and of which."""
    sides = {"purchase": around.run_by(buyer, day), "sale": around.run_by(seller, day)}
    wanted, named = draft.get("direction"), draft.get("station_id")
    if named and station_there(draft, "station_id", around) is None:
        return None
    fitting = [
        side
        for side, stations in sides.items()
        if stations and wanted in (None, side) and (not named or named in {s.station_id for s in stations})
    ]
    if not fitting:
        _refuse_side(draft, sides, named)
        return None
    if len(fitting) > 1:
        draft.fault(
            "direction",
            "购销双方都是本市加油站的纳税人，请填写方向（购进或销售）。",
            "Both sides run stations here; say whether it is a purchase or a sale.",
        )
        return None
    station = _only(draft, sides[fitting[0]], named)
    return (fitting[0], station) if station else None


def _refuse_side(draft: PaperDraft, sides: Mapping[str, list[StationHere]], named: str | None) -> None:
    if named and any(sides.values()):
        draft.fault(
            "station_id",
            f"加油站{named}在开票日不属于购方或销方，请核对。",
            f"Station {named} belonged to neither side on that day; please check.",
        )
        return
    draft.fault(
        "seller_uscc" if draft.get("direction") == "sale" else "buyer_uscc",
        "购方和销方在开票日都不是您管辖范围内加油站的纳税人，请核对税号和方向。",
        "Neither side ran a station of your scope on that day; check the numbers and the direction.",
    )


def _declarer(draft: PaperDraft, day: date, around: Surroundings) -> StationHere | None:
    """The station of a declaration: the one that is named, else the only one of its taxpayer."""
    named, uscc = draft.get("station_id"), draft.credit_code("uscc")
    if named:
        station_id = station_there(draft, "station_id", around)
        station = around.stations[station_id] if station_id else None
        if station and uscc and uscc not in {station.uscc, *(code for _, code in station.operations)}:
            draft.fault(
                "uscc", "税号不是该站的纳税人，请核对。", "This number is not that of the station's taxpayer."
            )
        return station
    if uscc is None:
        draft.fault("station_id", "请填写加油站，或纳税人识别号。", "Give the station, or the taxpayer.")
        return None
    stations = around.run_by(uscc, day)
    if not stations:
        draft.fault(
            "uscc",
            "您管辖范围内没有该纳税人的加油站，请核对税号。",
            "No station of your scope has this taxpayer; check the number.",
        )
        return None
    return _only(draft, stations, None)


def _only(draft: PaperDraft, stations: list[StationHere], named: str | None) -> StationHere | None:
    if named:
        return next(one for one in stations if one.station_id == named)
    if len(stations) == 1:
        return stations[0]
    said = "、".join(f"{one.station_id} {one.name}" for one in stations[:3])
    more = "……" if len(stations) > 3 else ""
    draft.fault(
        "station_id",
        f"该纳税人有{len(stations)}座加油站（{said}{more}），请填写是哪一座；汇总申报的填其中任一座。",
        f"This taxpayer runs {len(stations)} stations ({said}{more}); say which, for a joint return any.",
    )
    return None


def _period(draft: PaperDraft) -> str | None:
    text = draft.need("period", "所属期")
    if text is None:
        return None
    found = _PERIOD.fullmatch(str(text).replace("年", "-").replace("月", ""))
    if found:
        return f"{found[1]}-{found[2]}"
    try:
        return day_of_text(str(text)).strftime("%Y-%m")
    except BadDateError:
        draft.fault("period", f"“{text}”不是年月，请写成2026-10。", f"“{text}” is no month; write 2026-10.")
        return None
