"""Second factors, recovery codes, old passwords, and the city's policy with its first row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


PRIVILEGED = [
    "rules.approve", "sharing.approve", "security.manage", "ticket.approve", "journal.see", "accounts.manage",
]


def write_policy(apps, schema_editor):
    policy = apps.get_model("accounts", "SecurityPolicy")
    policy.objects.using(schema_editor.connection.alias).create(id=1, privileged=PRIVILEGED)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_departments_together'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecurityPolicy',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('second_factor', models.CharField(default='auto', max_length=8)),
                ('privileged', models.JSONField(default=list)),
                ('password_days', models.IntegerField(default=90, null=True)),
                ('password_history', models.IntegerField(default=5)),
                ('sessions_most', models.IntegerField(default=20, null=True)),
                ('changed_at', models.DateTimeField(null=True)),
                ('changed_by', models.CharField(default='', max_length=128)),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='password_set_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='OldPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=256)),
                ('until_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_passwords', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('material', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('failures', models.IntegerField(default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='recovery_code_once')],
            },
        ),
        migrations.RunPython(write_policy),
    ]
