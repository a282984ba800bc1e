
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Company',
            fields=[
                ('uscc', models.CharField(max_length=18, primary_key=True, serialize=False)),
                ('name', models.TextField()),
            ],
            options={
                'db_table': 'companies',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='DeviceState',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'device', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('device', models.TextField()),
                ('status', models.TextField()),
                ('last_seen', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'device_states',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='DoorEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('door', models.TextField()),
                ('peer', models.TextField()),
                ('station_id', models.TextField(null=True)),
                ('kind', models.TextField()),
                ('detail', models.TextField()),
            ],
            options={
                'db_table': 'door_journal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='FuellingRecord',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'nozzle_id', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('nozzle_id', models.SmallIntegerField()),
                ('seq', models.BigIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('volume_ml', models.BigIntegerField()),
                ('unit_price_fen', models.IntegerField()),
                ('amount_fen', models.BigIntegerField()),
                ('totalizer_ml', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('source', models.TextField()),
            ],
            options={
                'db_table': 'fuellings_current',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Nozzle',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'nozzle_id', 'valid_from', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('nozzle_id', models.SmallIntegerField()),
                ('valid_from', models.DateTimeField()),
                ('dispenser_id', models.SmallIntegerField()),
                ('tank_id', models.SmallIntegerField()),
                ('product', models.TextField()),
            ],
            options={
                'db_table': 'nozzles',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='NozzleState',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'nozzle_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('nozzle_id', models.SmallIntegerField()),
                ('seq', models.BigIntegerField()),
                ('totalizer_ml', models.BigIntegerField()),
                ('ended_at', models.DateTimeField()),
                ('volume_ml', models.BigIntegerField()),
                ('amount_fen', models.BigIntegerField()),
                ('unit_price_fen', models.IntegerField()),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'nozzle_states',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='QuarantinedRecord',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('received_at', models.DateTimeField()),
                ('station_id', models.TextField(null=True)),
                ('table_name', models.TextField()),
                ('reason', models.TextField()),
                ('detail', models.TextField()),
                ('raw', models.BinaryField()),
                ('status', models.TextField()),
            ],
            options={
                'db_table': 'quarantine',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('region_code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('parent_code', models.TextField(null=True)),
                ('level', models.TextField()),
            ],
            options={
                'db_table': 'regions',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('station_id', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('region_code', models.TextField()),
                ('ownership', models.TextField()),
                ('controlling_group', models.TextField(null=True)),
                ('operating_mode', models.TextField(null=True)),
                ('uscc', models.TextField()),
                ('licence_no', models.TextField()),
                ('licence_valid_until', models.DateField(null=True)),
                ('licence_renewal_applied_on', models.DateField(null=True)),
                ('vapour_monitoring', models.BooleanField()),
                ('longitude', models.FloatField()),
                ('latitude', models.FloatField()),
                ('status', models.TextField()),
                ('opened_on', models.DateField()),
            ],
            options={
                'db_table': 'stations',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Tank',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'tank_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('tank_id', models.SmallIntegerField()),
                ('product', models.TextField()),
                ('capacity_l', models.FloatField()),
                ('safe_fill_l', models.FloatField()),
                ('diameter_mm', models.FloatField()),
                ('manifold', models.TextField(null=True)),
                ('density20_kg_m3', models.FloatField()),
            ],
            options={
                'db_table': 'tanks',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='TankChart',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'tank_id', 'valid_from', 'height_mm', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('tank_id', models.SmallIntegerField()),
                ('valid_from', models.DateTimeField()),
                ('height_mm', models.FloatField()),
                ('volume_l', models.FloatField()),
            ],
            options={
                'db_table': 'tank_charts',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='TankState',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'tank_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('tank_id', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('product_mm', models.FloatField()),
                ('water_mm', models.FloatField()),
                ('temp_c', models.FloatField()),
                ('volume_l', models.FloatField(null=True)),
                ('received_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'tank_states',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('pk', models.CompositePrimaryKey('station_id', 'nozzle_id', 'verified_on', 'certificate_no', blank=True, editable=False, primary_key=True, serialize=False)),
                ('station_id', models.CharField(max_length=10)),
                ('nozzle_id', models.SmallIntegerField()),
                ('verified_on', models.DateField()),
                ('certificate_no', models.TextField()),
                ('result', models.TextField()),
                ('error_pct', models.FloatField(null=True)),
                ('valid_until', models.DateField()),
            ],
            options={
                'db_table': 'verifications',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=128)),
                ('title', models.CharField(max_length=128)),
                ('boundaries_note', models.CharField(max_length=256)),
                ('boundaries', models.JSONField(default=dict)),
                ('centres', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_city')],
            },
        ),
    ]
