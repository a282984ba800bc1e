"""JSON Schema of the contract, derived from the record types."""

from typing import Any

import msgspec

from youjian.contract.findings import Finding
from youjian.contract.tables import TABLES


def json_schema() -> dict[str, Any]:
    """One JSON Schema document (2020-12) with a definition per record type, `Finding` among them."""
    types = [table.type for table in TABLES.values()] + [Finding]
    _, components = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "youjian data contract, version 1",
        "$defs": dict(sorted(components.items())),
    }
