"""The data sets there are to share: lists of the office, the columns that may leave, sensitive ones marked.

A data set is one of the lists (`bureau.tables`): its rows, titles and kinds are those that people see. What
is not named here does not leave, whatever an agreement says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from youjian.bureau.language import pick
from youjian.bureau.masks import mask_name, mask_phone
from youjian.bureau.tables.catalogue import catalogue
from youjian.bureau.tables.spec import TableSpec

Mask = Callable[[str], str]


def mask_plate(plate: str) -> str:
    """A plate with its last characters hidden.

    >>> mask_plate("赣H12345")
    '赣H1****'
    """
    return plate[:3] + "*" * max(len(plate) - 3, 0)


def mask_all(text: str) -> str:
    """Nothing of a text.

    >>> mask_all("江西省景德镇市")
    '***'
    """
    return "***" if text else ""


@dataclass(frozen=True)
class DataSet:
    """One data set: its code and names, the list behind it, its fields, and how sensitive ones are masked.

    `feed` says whether what changed can be told.
    """

    code: str
    zh: str
    en: str
    table: str
    fields: tuple[str, ...]
    masks: Mapping[str, Mask] = field(default_factory=dict)
    feed: bool = True

    @property
    def spec(self) -> TableSpec:
        """The list behind it."""
        return catalogue()[self.table]

    @property
    def title(self) -> str:
        """Its name in the request's language."""
        return pick(self.zh, self.en)


_STATION = ("station_id", "station_name", "station_region")


def _set(  # noqa: PLR0917 - a line of a table
    code: str, zh: str, en: str, table: str, fields: str, masks: Mapping[str, Mask] | None = None
) -> DataSet:
    """A data set from the names of its fields, apart by spaces; `STATION` stands for a station's three."""
    names = fields.replace("STATION", "station_id station_name station_region").split()
    return DataSet(code, zh, en, table, tuple(names), masks or {})


_ALL = (
    _set(
        "stations",
        "加油站",
        "Stations",
        "stations",
        "station_id name region_code ownership uscc licence_no licence_valid_until status opened_on "
        "closed_on address longitude latitude contact_name contact_phone",
        {"contact_name": mask_name, "contact_phone": mask_phone},
    ),
    _set(
        "nozzles",
        "加油枪",
        "Nozzles",
        "nozzles",
        "STATION nozzle_id valid_from dispenser_id product retired_on certificate_no verified_until",
    ),
    _set(
        "verifications",
        "检定",
        "Verifications",
        "verifications",
        "STATION nozzle_id verified_on certificate_no result error_pct valid_until",
    ),
    _set(
        "seals",
        "铅封",
        "Lead seals",
        "seals",
        "STATION dispenser_id position seal_no applied_on removed_on removed_reason",
    ),
    _set(
        "alerts",
        "预警",
        "Alerts",
        "alerts",
        "id STATION colour status cause rule message verdict estimate low high unit started_at ended_at "
        "opened_at closed_at outcome finding_id",
    ),
    _set(
        "deliveries",
        "进油单",
        "Deliveries",
        "papers_deliveries",
        "STATION delivery_id delivered_at product litres litres20 supplier waybill_no received_at",
    ),
    _set(
        "trips",
        "运输趟次",
        "Trips",
        "papers_trips",
        "STATION waybill_no plate_no product loaded_at loading_place litres unloaded_at",
        {"plate_no": mask_plate},
    ),
    _set(
        "declarations",
        "纳税申报",
        "Declarations",
        "papers_declarations",
        "STATION period product litres yuan filed_at",
    ),
    _set(
        "cases",
        "案件结果",
        "Cases",
        "cases",
        "id title status kind station_id station_name region party outcome penalty_fen tax_fen opened_at "
        "closed_at plate",
        {"plate": mask_plate, "party": mask_all},
    ),
    _set(
        "inspections",
        "现场检查",
        "Inspections",
        "inspections",
        "id STATION ended_at department conclusion problems rectify_by made_by_name",
        {"made_by_name": mask_name},
    ),
    _set(
        "vapour_verdicts",
        "油气回收日判定",
        "Vapour days",
        "vapour_verdicts",
        "STATION day subject edition judged state counted bad",
    ),
    _set(
        "samples",
        "油品抽检",
        "Fuel samples",
        "quality_samples",
        "id STATION number taken_at product status tested_on report_no",
    ),
    _set(
        "online_days",
        "在线率",
        "Days online",
        "online_days",
        "STATION day device rate assessed down_s",
    ),
    _set(
        "day_sales",
        "日销售汇总",
        "Sales by day",
        "exchange_day_sales",
        "STATION day product volume_ml amount_fen fuellings",
    ),
    _set("outages", "中断", "Outages", "outages", "id STATION device starts_at ends_at said_cause"),
)
DATASETS: Mapping[str, DataSet] = {one.code: one for one in _ALL}
"""Every data set by its code, in the order of the catalogue."""
