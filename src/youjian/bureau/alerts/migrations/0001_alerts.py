
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FindingRevision',
            fields=[
                ('pk', models.CompositePrimaryKey('finding_id', 'revision', blank=True, editable=False, primary_key=True, serialize=False)),
                ('finding_id', models.CharField(max_length=32)),
                ('revision', models.IntegerField()),
                ('status', models.TextField()),
                ('rule', models.TextField()),
                ('rule_set', models.TextField()),
                ('station_id', models.CharField(max_length=10)),
                ('subject', models.TextField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('detected_at', models.DateTimeField()),
                ('severity', models.TextField()),
                ('estimate', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('unit', models.TextField()),
                ('verdict', models.TextField()),
                ('message', models.TextField()),
                ('message_en', models.TextField()),
                ('facts_digest', models.TextField()),
                ('evidence', models.TextField()),
            ],
            options={
                'db_table': 'findings',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding_id', models.CharField(max_length=32, unique=True)),
                ('revision', models.IntegerField()),
                ('finding_status', models.CharField(max_length=16)),
                ('station_id', models.CharField(max_length=10)),
                ('rule', models.CharField(max_length=64)),
                ('subject', models.CharField(max_length=32)),
                ('severity', models.CharField(max_length=16)),
                ('verdict', models.CharField(max_length=16)),
                ('colour', models.CharField(max_length=8)),
                ('rank', models.SmallIntegerField()),
                ('status', models.CharField(default='open', max_length=8)),
                ('message', models.CharField(max_length=512)),
                ('estimate', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('unit', models.CharField(max_length=16)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('detected_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=16)),
                ('reason', models.TextField(blank=True, default='')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AlertNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station_id', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=16)),
                ('text', models.TextField(blank=True, default='')),
                ('username', models.CharField(blank=True, default='', max_length=64)),
                ('display_name', models.CharField(blank=True, default='', max_length=128)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='alerts.alert')),
            ],
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['-opened_at', '-id'], name='alerts_by_time'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['station_id', '-opened_at'], name='alerts_by_station'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['status', 'rank'], name='alerts_by_status'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['open', 'signed', 'closed'])), name='alert_status_known'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), models.Q(('closed_at__isnull', False), models.Q(('reason', ''), _negated=True), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='closed_alert_has_reason'),
        ),
        migrations.AddIndex(
            model_name='alertnote',
            index=models.Index(fields=['alert', 'id'], name='notes_by_alert'),
        ),
    ]
