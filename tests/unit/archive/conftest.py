"""A small honest audit folder that tests break in one place."""

from pathlib import Path

import pytest

FOLDER = {
    "stations": (
        "station_id,name,region_code,ownership,uscc,licence_no,vapour_monitoring,longitude,latitude,status,opened_on\n"
        "3602030017,城东加油站,360203,private,91350100M000100Y43,1,true,117.2,29.3,operating,2010-01-01\n"
    ),
    "tanks": (
        "station_id,tank_id,product,capacity_l,safe_fill_l,diameter_mm,manifold,density20_kg_m3\n"
        "3602030017,1,92,30000,28500,2500,,740\n"
    ),
    "tank_charts": (
        "station_id,tank_id,valid_from,height_mm,volume_l\n"
        "3602030017,1,2020-01-01T00:00:00+08:00,0,0\n"
        "3602030017,1,2020-01-01T00:00:00+08:00,1250,15000\n"
        "3602030017,1,2020-01-01T00:00:00+08:00,2500,30000\n"
    ),
    "nozzles": "station_id,nozzle_id,valid_from,dispenser_id,tank_id,product\n3602030017,3,,2,1,92\n",
    "fuellings": (
        "station_id,nozzle_id,seq,started_at,ended_at,volume_ml,unit_price_fen,amount_fen,totalizer_ml,kind,source\n"
        "3602030017,3,41,2026-11-22T08:00:00+08:00,2026-11-22T08:02:00+08:00,30000,756,22680,1030000,sale,live\n"
        "3602030017,3,42,2026-11-22T08:10:00+08:00,2026-11-22T08:12:00+08:00,30000,756,22680,1072000,sale,live\n"
    ),
    "tank_readings": (
        "station_id,tank_id,at,product_mm,water_mm,temp_c\n3602030017,1,2026-11-22T08:00:00+08:00,1250.1,0,20.5\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FOLDER.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path
