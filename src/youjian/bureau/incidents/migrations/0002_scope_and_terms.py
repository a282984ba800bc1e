"""Who sees an area sees its emergencies and drills; terms and who is told, to be confirmed by the city."""

from datetime import date

from django.db import migrations

_AREAS = "; ".join(f"CALL ledger.protect('bureau.incidents_{name}', 'area')" for name in ("incident", "drill"))
# The call list of the areas around one's own is read, too; written are only one's own.
_CONTACT = """
ALTER TABLE bureau.incidents_incidentcontact ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.incidents_incidentcontact TO youjian_bureau
    USING (
        area LIKE ANY ((SELECT ledger.scope_patterns())::text[])
        OR EXISTS (SELECT FROM unnest((SELECT ledger.scope_patterns())::text[]) AS p WHERE p LIKE area || '%')
    )
    WITH CHECK (area LIKE ANY ((SELECT ledger.scope_patterns())::text[]))
"""
_PART = """
ALTER TABLE bureau.incidents_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.incidents_{name} TO youjian_bureau USING (
    EXISTS (SELECT FROM bureau.incidents_{whole} AS w WHERE w.id = {whole}_id)
)
"""
# What stations took part in is told of each station, though the drill may have been a wider region's.
_STATION = "CALL ledger.protect('bureau.incidents_drillstation', 'station_id')"
_PHOTO = """
ALTER TABLE bureau.incidents_incidentphoto ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.incidents_incidentphoto TO youjian_bureau USING (
    EXISTS (SELECT FROM bureau.incidents_incident AS i WHERE i.id = incident_id)
    OR EXISTS (SELECT FROM bureau.incidents_drill AS d WHERE d.id = drill_id)
)
"""
SQL = [
    _AREAS,
    _CONTACT,
    _PART.format(name="incidentstep", whole="incident"),
    _PART.format(name="incidentcall", whole="incident"),
    _PART.format(name="drillmeasure", whole="drill"),
    _STATION,
    _PHOTO,
]
KINDS = ("spill", "fire", "leak", "explosion", "other")
_MINUTES = {"fire": (10, 30), "explosion": (10, 30), "leak": (15, 30), "spill": (15, 60), "other": (30, 120)}
_PROPOSED = "proposed: to be set by the city"
_DRILLS = "recalled: 应急管理部令第2号 on emergency plans asks such sites for a drill every half year; to be confirmed"
AUDIENCE = {
    "spill": ("emergency", "commerce", "ecology"),
    "fire": ("emergency", "police", "commerce"),
    "leak": ("emergency", "ecology", "commerce"),
    "explosion": ("emergency", "police", "commerce"),
    "other": ("emergency", "commerce"),
}


def seed(apps, schema_editor):
    alias = schema_editor.connection.alias
    term = apps.get_model("incidents", "IncidentTerm").objects.using(alias)
    day = date(2026, 11, 23)
    for kind, (respond, report) in _MINUTES.items():
        for what, amount in (("respond", respond), ("report", report), ("close", 72)):
            term.create(kind=kind, what=what, amount=amount, source=_PROPOSED, said_on=day)
    term.create(kind="", what="drill", amount=183, source=_DRILLS, said_on=day)
    audience = apps.get_model("incidents", "IncidentAudience").objects.using(alias)
    for kind in KINDS:
        for department in AUDIENCE[kind]:
            audience.create(kind=kind, department=department)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_emergencies_and_drills")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
