"""Who sees a station sees its risk and credit; the first weights, proposed and to be confirmed by the city."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import migrations

SQL = [
    "; ".join(
        f"CALL ledger.protect('bureau.credit_{name}')"
        for name in (
            "riskscore",
            "creditdecision",
            "creditrequest",
            "creditpaper",
            "officialclass",
            "drawninspection",
        )
    ),
    "CALL ledger.protect('bureau.credit_conflict', 'reach'); CALL ledger.protect('bureau.credit_draw', 'area')",
]
WEIGHTS = (
    ("alert_red", "10", "40", True),
    ("alert_orange", "5", "25", True),
    ("alert_yellow", "2", "10", True),
    ("alert_blue", "0.5", "5", True),
    ("verification_overdue", "3", "15", False),
    ("seal_broken", "6", "18", False),
    ("online_low", "1", "20", False),
    ("rectification_overdue", "8", "24", False),
    ("decision_warning", "5", "20", False),
    ("decision_fine", "15", "45", False),
    ("decision_confiscation", "20", "40", False),
    ("decision_suspension", "40", "60", False),
    ("decision_revocation", "60", "60", False),
)


def seed(apps, schema_editor):
    alias = schema_editor.connection.alias
    scheme = apps.get_model("credit", "RiskScheme").objects.using(alias).create(
        version=1,
        valid_from=date(2026, 1, 1),
        half_life_days=30,
        window_days=90,
        online_pct=Decimal("95.00"),
        limits=["10", "30", "60"],
        source="proposed with the platform: to be confirmed by the city",
        status="granted",
        proposed_at=datetime(2026, 11, 23, tzinfo=UTC),
        proposed_by="platform",
        proposed_by_name="平台",
        decided_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    weight = apps.get_model("credit", "RiskWeight").objects.using(alias)
    for code, points, cap, decays in WEIGHTS:
        weight.create(scheme=scheme, code=code, points=Decimal(points), cap=Decimal(cap), decays=decays)


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_risk_decisions_and_draws")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
