"""Who sees what hangs on an agreement or a place; the kinds of acts with codes of our own until the city gives its."""

from datetime import UTC, datetime

from django.db import migrations

_OWN = """
ALTER TABLE bureau.exchange_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.exchange_{name} TO youjian_bureau USING ({condition})
"""
_AGREED = "agreement_id IS NULL OR EXISTS (SELECT FROM bureau.sharing_agreement AS a WHERE a.id = agreement_id)"
_OF = "EXISTS (SELECT FROM bureau.exchange_{of} AS o WHERE o.id = exchange_{name}.{of}_id)"
_PARTS = {"entry": "platform", "application": "platform", "message": "platform", "run": "schedule"}
_AREAS = ("batch", "batchrow", "comparison", "difference", "actexport")
SQL = [
    _OWN.format(name="platform", condition=_AGREED),
    _OWN.format(name="schedule", condition=_AGREED),
    *(_OWN.format(name=name, condition=_OF.format(of=of, name=name)) for name, of in _PARTS.items()),
    *(f"CALL ledger.protect('bureau.exchange_{name}', 'area')" for name in _AREAS),
]
_KINDS = (
    ("inspection", "YJ-JC-01", "成品油零售现场检查", ""),
    ("verification", "YJ-JD-01", "燃油加油机强制检定", "法定计量检定机构"),
    ("sampling", "YJ-CJ-01", "车用油品质量监督抽检", "市场监督管理局"),
    ("decision", "YJ-CF-01", "成品油市场行政处理决定", ""),
)


def fill(apps, schema_editor):
    """Codes of our own, marked as such."""
    model = apps.get_model("exchange", "ActType")
    for kind, code, name, department in _KINDS:
        model.objects.create(
            kind=kind, code=code, name=name, department=department, source="平台暂定，待以市互联网+监管事项清单核对",
            changed_at=datetime.now(UTC), changed_by_name="平台",
        )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_platforms")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(fill)]
