"""Which sessions are open, and who acts for whom. Sessions opened before are ended: nothing could find them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PERSON = settings.AUTH_USER_MODEL


def _id():
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


def _person(name, on_delete=django.db.models.deletion.PROTECT, **more):
    return models.ForeignKey(on_delete=on_delete, related_name=name, to=_PERSON, **more)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_posts"), ("sessions", "0001_initial")]
    operations = [
        migrations.RemoveField("user", "post_name"),
        migrations.CreateModel(
            name="OpenSession",
            fields=[
                _id(),
                ("key", models.CharField(max_length=40, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("address", models.CharField(max_length=64)),
                ("device", models.CharField(max_length=128)),
                ("user", _person("sessions", django.db.models.deletion.CASCADE)),
            ],
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                _id(),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("reason", models.CharField(max_length=256)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("deputy", _person("received")),
                ("ended_by", _person("+", blank=True, null=True)),
                ("made_by", _person("+")),
                ("principal", _person("given")),
            ],
            options={
                "indexes": [models.Index(fields=["deputy", "until_on"], name="delegations_by_deputy")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))),
                        name="delegation_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(principal=models.F("deputy")), name="delegation_to_somebody_else"
                    ),
                ],
            },
        ),
        migrations.RunSQL("DELETE FROM bureau.django_session"),
    ]
