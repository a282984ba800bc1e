"""The register as people know it: every form, template, import, export and list is made from these tables.

Column names are those of the ledger; a unit stands in the title's brackets when it is shown.
"""

from youjian.bureau.registry.sheet_devices import (
    COLLECTORS,
    DISPENSERS,
    MAINTENANCE,
    NOZZLES,
    SEALS,
    TANK_CHARTS,
    TANKS,
    VERIFICATIONS,
)
from youjian.bureau.registry.sheet_regions import PRICE_CAPS, REGIONS
from youjian.bureau.registry.sheet_sites import COMPANIES, OPERATIONS, STATIONS
from youjian.bureau.sheets.fields import Sheet

SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        STATIONS,
        COMPANIES,
        OPERATIONS,
        TANKS,
        TANK_CHARTS,
        DISPENSERS,
        NOZZLES,
        VERIFICATIONS,
        SEALS,
        PRICE_CAPS,
        REGIONS,
    )
}
DESCRIBED: dict[str, Sheet] = {**SHEETS, MAINTENANCE.name: MAINTENANCE, COLLECTORS.name: COLLECTORS}
"""All tables whose changes are noted: beside the sheets, those that have verbs of their own."""
