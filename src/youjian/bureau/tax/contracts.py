"""What the tax desk answers: comparisons, ranking, a taxpayer's page, chips, groups, packs, hand-overs."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

TaxState = Literal["within", "explained", "short", "over", "undecidable", "no_return", "pending", "no_sales"]
TaxCause = Literal["period_shift", "credit_sales", "self_use", "late_invoices", "another_product", "data_gap"]
ChipStatus = Literal["open", "taken", "done"]
HandOverStatus = Literal["sent", "received", "returned", "settled"]
HandOverOutcome = Literal["amended", "assessed", "explained", "nothing"]
TaxRateKind = Literal["vat", "urban", "education", "local_education", "surcharge"]
_MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"


class TaxFigures(Schema):
    """Sums: mL at the nozzle's temperature (常温), fen with VAT, and money without it (`_net_fen`).

    `sold` is what was sold; what else left through nozzles stands beside it and makes `dispensed_ml` with it.
    """

    sold_ml: int
    sold_fen: int
    sold_net_fen: int
    fuellings: int
    dispensed_ml: int
    self_use_ml: int
    test_return_ml: int
    transfer_ml: int
    custody_ml: int
    invoiced_ml: int
    invoiced_fen: int
    invoiced_net_fen: int
    declared_ml: int
    declared_fen: int
    declared_net_fen: int
    returns: int
    difference_ml: int
    difference_fen: int
    difference_pct: float | None


class TaxProduct(TaxFigures):
    """The sums of one product."""

    product: str


class TaxCauseOut(Schema):
    """A candidate for a shortfall and the mL that it alone would explain."""

    kind: TaxCause
    name: str
    ml: int


class TaxGapOut(Schema):
    """The open shortfall in fen: its money, VAT and surcharges, their sum with a 95 % interval."""

    amount_fen: int
    vat_fen: int
    surcharge_fen: int
    tax_fen: int
    low_fen: int
    high_fen: int


class TaxLine(Schema):
    """A taxpayer's comparison of a period.

    `short_ml` was sold and not declared beyond the limits of tax.undeclared_sales (95 % interval beside it);
    `settled_ml` of it came back in other months, `open_ml` did not and is what `gap` is made of.
    """

    taxpayer: str
    name: str
    period: str
    stations: int
    state: TaxState
    state_name: str
    products: list[TaxProduct]
    total: TaxFigures
    short_ml: int
    low_ml: int
    high_ml: int
    settled_ml: int
    open_ml: int
    causes: list[TaxCauseOut]
    gap: TaxGapOut
    findings: int
    amended: int
    offline_share: float
    whole: bool


class TaxCount(Schema):
    """How many taxpayers stand in a state."""

    state: TaxState
    name: str
    count: int


class TaxStray(Schema):
    """Litres declared for a station that the register does not know."""

    station_id: str
    period: str
    declared_ml: int


class TaxSurcharge(Schema):
    """A surcharge, percent of the value added tax."""

    kind: TaxRateKind
    name: str
    pct: float


class TaxBasis(Schema):
    """What a comparison was judged by; `surcharge_pct` is the sum of `surcharges`.

    The interval of a tax joins the uncertainty of the meters (`meters_pct` of what was sold) and of the
    average price (`price_sd_pct`), each one standard deviation in percent.
    """

    rule_set: str
    tolerance_pct: float
    least_l: float
    deadline_day: int
    vat_pct: float
    surcharge_pct: float
    surcharges: list[TaxSurcharge]
    meters_pct: float
    price_sd_pct: float
    credit_months: int


class TaxComparison(Schema):
    """All taxpayers of a period within the scope, those with most open litres first."""

    period: str
    lines: list[TaxLine]
    total: TaxFigures
    open_ml: int
    gap: TaxGapOut
    counts: list[TaxCount]
    strays: list[TaxStray]
    basis: TaxBasis


class RiskPoints(Schema):
    """A taxpayer's points, part by part."""

    score: float
    litres: float
    share: float
    months: float
    findings: float


class RankedTaxpayer(Schema):
    """A taxpayer's place in the ranking, by the months up to one."""

    place: int
    taxpayer: str
    name: str
    stations: int
    points: RiskPoints
    open_ml: int
    sold_ml: int
    short_months: int
    findings: int
    gap: TaxGapOut
    state: TaxState
    state_name: str
    hand_over: int | None


class TaxRanking(Schema):
    """The ranking over twelve months, and the weights by which it was made."""

    from_period: str
    until_period: str
    items: list[RankedTaxpayer]
    weights: dict[str, float]


class TaxMonth(Schema):
    """A month on a taxpayer's page: sums, interval and how it stands."""

    period: str
    state: TaxState
    state_name: str
    total: TaxFigures
    short_ml: int
    low_ml: int
    high_ml: int
    settled_ml: int
    open_ml: int
    causes: list[TaxCauseOut]
    gap: TaxGapOut
    band_low_ml: int
    band_high_ml: int
    amended: int
    offline_share: float


class TaxStation(Schema):
    """A station of a taxpayer with its sums over the months shown."""

    station_id: str
    name: str
    region_code: str
    total: TaxFigures


class TaxDeclaration(Schema):
    """A filing: `current` is the latest of its station, month and product, the others were amended."""

    station_id: str
    period: str
    product: str
    volume_ml: int
    amount_fen: int
    filed_at: datetime
    current: bool


class TaxInvoice(Schema):
    """An invoice of a station."""

    invoice_no: str
    station_id: str
    direction: str
    product: str
    volume_ml: int
    amount_fen: int
    issued_on: date
    seller_uscc: str
    buyer_uscc: str


class TaxFinding(Schema):
    """A finding on a taxpayer's stations; `alert_id` leads to its alert."""

    finding_id: str
    alert_id: int | None
    rule: str
    rule_name: str
    station_id: str
    period: str
    verdict: str
    message: str
    status: str


class TaxPackOut(Schema):
    """An evidence pack: its files with their SHA-256, and that of the zip."""

    id: int
    taxpayer: str
    name: str
    from_period: str
    until_period: str
    sha256: str
    size: int
    files: list[dict[str, Any]]
    made_at: datetime
    made_by_name: str


class TaxStepOut(Schema):
    """One step of a hand-over."""

    at: datetime
    step: str
    step_name: str
    note: str
    display_name: str


class TaxHandOverOut(Schema):
    """A hand-over to tax with its steps; `may` names what the reader may do now."""

    id: int
    taxpayer: str
    name: str
    from_period: str
    until_period: str
    short_ml: int
    tax_fen: int
    low_fen: int
    high_fen: int
    to_office: str
    reason: str
    pack: TaxPackOut
    pack_sha256: str
    status: HandOverStatus
    status_name: str
    sent_at: datetime
    sent_by_name: str
    receipt_no: str
    outcome: HandOverOutcome | Literal[""]
    outcome_name: str
    paid_fen: int | None
    steps: list[TaxStepOut]
    may: list[Literal["receive", "return", "settle"]]


class TaxpayerOut(Schema):
    """A taxpayer's page: twelve months, stations, papers, findings, packs and hand-overs."""

    taxpayer: str
    name: str
    usccs: list[str]
    months: list[TaxMonth]
    whole: TaxLine
    points: RiskPoints
    stations: list[TaxStation]
    declarations: list[TaxDeclaration]
    invoices: list[TaxInvoice]
    findings: list[TaxFinding]
    packs: list[TaxPackOut]
    hand_overs: list[TaxHandOverOut]
    basis: TaxBasis
    may_hand_over: bool
    may_manage: bool


class HandOverIn(Schema):
    """What is handed over, to whom and why; the evidence pack is made with it."""

    taxpayer: str = Field(pattern=r"^([0-9A-Z]{18}|g[0-9]{1,9})$")
    from_period: str = Field(pattern=_MONTH)
    until_period: str = Field(pattern=_MONTH)
    to_office: str = Field(min_length=1, max_length=128)
    reason: str = Field(min_length=1, max_length=2000)


class TaxPackIn(Schema):
    """Which months of a taxpayer go into a pack."""

    taxpayer: str = Field(pattern=r"^([0-9A-Z]{18}|g[0-9]{1,9})$")
    from_period: str = Field(pattern=_MONTH)
    until_period: str = Field(pattern=_MONTH)


class HandOverReceiptIn(Schema):
    """Tax's own number of what it received."""

    receipt_no: str = Field("", max_length=64)
    note: str = Field("", max_length=2000)


class HandOverReturnIn(Schema):
    """Why a hand-over goes back."""

    note: str = Field(min_length=1, max_length=2000)


class HandOverOutcomeIn(Schema):
    """What came of it, as tax reports it; `paid_fen`: supplementary tax paid."""

    outcome: HandOverOutcome
    paid_fen: int | None = Field(None, ge=0, le=10**15)
    note: str = Field("", max_length=2000)


class ChipReading(Schema):
    """A state that was read from a nozzle's chip."""

    read_at: datetime
    initialised: bool
    chip_taxpayer: str | None
    factory_no: str
    fits: bool | None


class ChipTaskOut(Schema):
    """A finding on a nozzle's tax function as a task of the tax desk."""

    finding_id: str
    station_id: str
    station_name: str
    nozzle_id: int
    finding_status: str
    started_at: datetime
    ended_at: datetime | None
    message: str
    status: ChipStatus
    status_name: str
    taken_by_name: str
    taken_at: datetime | None
    done_by_name: str
    done_at: datetime | None
    note: str


class ChipOut(Schema):
    """A nozzle's tax function: what was read of it and when, the latest first, and its tasks."""

    station_id: str
    station_name: str
    nozzle_id: int
    uscc: str
    readings: list[ChipReading]
    tasks: list[ChipTaskOut]
    may_manage: bool


class ChipSummary(Schema):
    """Nozzles in service: how many are initialised, are not, or were never read; tasks open and taken."""

    nozzles: int
    ready: int
    blank: int
    none: int
    open_tasks: int
    taken_tasks: int


class ChipDoneIn(Schema):
    """What came of a task."""

    note: str = Field(min_length=1, max_length=2000)


class TaxGroupIn(Schema):
    """A group of taxpayers (their uscc) or single stations (their id) that file as one."""

    name: str = Field(min_length=1, max_length=128)
    members: list[str] = Field(min_length=1, max_length=500)
    valid_from: str = Field(pattern=_MONTH)
    valid_until: str = Field("", pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")
    note: str = Field("", max_length=2000)


class TaxGroupEnd(Schema):
    """The last month for which a group holds."""

    valid_until: str = Field(pattern=_MONTH)


class TaxGroupOut(Schema):
    """A group with its members."""

    id: int
    taxpayer: str
    name: str
    valid_from: str
    valid_until: str
    note: str
    members: list[str]
    made_by_name: str
    made_at: datetime


class TaxRateIn(Schema):
    """A rate from a day on."""

    kind: TaxRateKind
    pct: float = Field(ge=0, le=100)
    valid_from: date
    basis: str = Field(min_length=1, max_length=200)


class TaxRateOut(TaxRateIn):
    """A rate as it stands."""

    name: str


class TaxDeskOut(Schema):
    """What the desk has set: rates, settings, groups, and the rule's limits."""

    rates: list[TaxRateOut]
    settings: dict[str, Any]
    groups: list[TaxGroupOut]
    basis: TaxBasis
    may_manage: bool


class TaxSettingsIn(Schema):
    """The desk's settings as a whole, with the reason for changing them."""

    settings: dict[str, Any]
    reason: str = Field(min_length=1, max_length=500)
