"""Posts become rows of their department; people get a mobile number, sessions an index, deputies their days."""

import django.db.models.deletion
from django.db import migrations, models

NAMES_EN = {
    "duty": "Duty officer",
    "inspector": "Inspector",
    "liaison": "County liaison",
    "leader": "Leader in charge",
    "auditor": "Security auditor",
    "admin": "System administrator",
    "clerk": "Register clerk",
    "tax": "Tax officer",
    "ecology": "Ecology officer",
    "county_head": "Head of a county's office",
    "station": "Station",
    "operator": "Operations",
    "security": "Security administrator",
}


def keep_posts(apps, schema_editor):
    alias = schema_editor.connection.alias
    posts = apps.get_model("accounts", "Post").objects.using(alias)
    for user in apps.get_model("accounts", "User").objects.using(alias).exclude(post_name=""):
        if user.department_id is not None:
            user.post, _ = posts.get_or_create(department_id=user.department_id, name=user.post_name[:64])
            user.save(update_fields=["post"])


def name_system_roles(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=NAMES_EN):
        role.system, role.name_en = True, NAMES_EN[role.code]
        role.save(update_fields=["system", "name_en"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_duties")]
    operations = [
        migrations.AddField("department", "duties", models.TextField(blank=True, default="")),
        migrations.AddField("department", "contact", models.CharField(max_length=128, blank=True, default="")),
        migrations.AddField("department", "is_active", models.BooleanField(default=True)),
        migrations.AddField("role", "name_en", models.CharField(max_length=128, blank=True, default="")),
        migrations.AddField("role", "system", models.BooleanField(default=False)),
        migrations.RunPython(name_system_roles),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64)),
                ("duties", models.CharField(blank=True, default="", max_length=512)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="accounts.department"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("department", "name"), name="post_once_in_department")
                ],
            },
        ),
        migrations.RenameField("user", "post", "post_name"),
        migrations.AddField(
            "user",
            "post",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="accounts.post",
            ),
        ),
        migrations.AddField(
            "user", "mobile", models.CharField(blank=True, max_length=16, null=True, unique=True)
        ),
        migrations.AddField("user", "left_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(keep_posts),
    ]
