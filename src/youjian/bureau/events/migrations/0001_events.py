
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(null=True, unique=True)),
                ('kind', models.CharField(max_length=32)),
                ('station_id', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('payload', models.JSONField()),
                ('source', models.CharField(max_length=96, null=True, unique=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('number__isnull', True)), fields=['id'], name='events_unnumbered')],
            },
        ),
    ]
