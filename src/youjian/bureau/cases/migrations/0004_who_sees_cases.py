"""Who sees a case: the departments that take part, within the region; what belongs to it goes with it."""

from django.db import migrations

_CASE = """
ALTER TABLE bureau.cases_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.cases_case TO youjian_bureau USING (
    area LIKE ANY ((SELECT ledger.scope_patterns())::text[])
    AND ((SELECT current_setting('youjian.desk', true)) = '*'
         OR departments @> ARRAY[(SELECT current_setting('youjian.desk', true))]::varchar[])
)
"""
_PART = """
ALTER TABLE bureau.cases_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.cases_{name} TO youjian_bureau USING (
    EXISTS (SELECT FROM bureau.cases_case AS c WHERE c.id = {column})
)
"""
_PARTS = (
    "casestep", "casealert", "caselead", "caseinspection", "casetask", "casedocument", "casefile", "casehearing",
    "casedecision", "casetransfer", "caseappeal", "dossier",
)
_RELATION = """
ALTER TABLE bureau.cases_caserelation ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.cases_caserelation TO youjian_bureau USING (
    EXISTS (SELECT FROM bureau.cases_case AS c WHERE c.id = first_id)
    OR EXISTS (SELECT FROM bureau.cases_case AS c WHERE c.id = second_id)
)
"""
SQL = [_CASE, *(_PART.format(name=name, column="case_id") for name in _PARTS), _RELATION]
TERMS = {"filing": 7, "investigating": 30, "proposed": 7, "hearing": 20, "decided": 30, "executed": 7, "transferred": 30}


def seed(apps, schema_editor):
    term = apps.get_model("cases", "CaseTerm").objects.using(schema_editor.connection.alias)
    for state, days in TERMS.items():
        term.create(state=state, working_days=days, basis="proposed: to be set by the city")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_cases")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
