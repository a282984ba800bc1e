
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JournalHead',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
                ('username', models.CharField(max_length=64)),
                ('display_name', models.CharField(max_length=128)),
                ('address', models.CharField(max_length=64)),
                ('action', models.CharField(max_length=64)),
                ('object', models.CharField(max_length=128)),
                ('station_id', models.CharField(max_length=10, null=True)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('result', models.CharField(max_length=256)),
                ('algorithm', models.CharField(max_length=16)),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['action', '-number'], name='journal_by_action'), models.Index(fields=['object', '-number'], name='journal_by_object')],
            },
        ),
    ]
