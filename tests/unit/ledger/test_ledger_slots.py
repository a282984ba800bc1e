"""A record's slot follows from the contract's word on keys and versions."""

import pytest

from youjian.contract.tables import FACT_TABLES, TABLES
from youjian.ledger.columns import DAY_TABLES, column_types
from youjian.ledger.dedupe import slot_of
from youjian.ledger.migrations import migrations


@pytest.mark.parametrize("spec", FACT_TABLES, ids=lambda spec: spec.name)
def test_key_and_content_together_are_the_whole_record(spec):
    slot = slot_of(spec)
    assert sorted((*slot.key, *slot.content, "received_at")) == sorted({*spec.columns, "received_at"})


def test_a_filing_takes_a_slot_of_its_own():
    assert slot_of(TABLES["declarations"]).key == ("station_id", "period", "product", "filed_at")


@pytest.mark.parametrize("name", DAY_TABLES)
def test_a_table_of_days_has_its_day_in_its_key(name):
    assert DAY_TABLES[name] in TABLES[name].key
    assert column_types(TABLES[name])[DAY_TABLES[name]] == "timestamptz"


def test_a_file_is_known_by_its_text():
    first, second = migrations()[:2]
    assert first.checksum != second.checksum
    assert len(first.checksum) == 64
