"""Vapour recovery monitors of every family: canonical factors, what a message amounts to, records from it."""

from youjian.protocols.vapour.clock import ClockWatch, Jump
from youjian.protocols.vapour.drafts import Drafts, drafts_of
from youjian.protocols.vapour.model import (
    Fault,
    Fill,
    Pressure,
    Said,
    Switch,
    Units,
    VapourUpload,
    new_upload,
)
from youjian.protocols.vapour.nozzles import MappedNozzle, NozzleMap
from youjian.protocols.vapour.reading import FILL_PARTS, conclude
from youjian.protocols.vapour.tables import (
    FAMILIES,
    Factor,
    Family,
    codes_of,
    factors,
    family_named,
    family_table,
    names_of,
)
from youjian.protocols.vapour.values import parse_time, time_text
from youjian.protocols.vapour.watch import Happening, MonitorWatch

__all__ = [
    "FAMILIES",
    "FILL_PARTS",
    "ClockWatch",
    "Drafts",
    "Factor",
    "Family",
    "Fault",
    "Fill",
    "Happening",
    "Jump",
    "MappedNozzle",
    "MonitorWatch",
    "NozzleMap",
    "Pressure",
    "Said",
    "Switch",
    "Units",
    "VapourUpload",
    "codes_of",
    "conclude",
    "drafts_of",
    "factors",
    "family_named",
    "family_table",
    "names_of",
    "new_upload",
    "parse_time",
    "time_text",
]
