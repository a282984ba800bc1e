
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Taking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('year', models.SmallIntegerField()),
                ('kind', models.CharField(max_length=8)),
                ('number', models.CharField(blank=True, default='', max_length=64)),
                ('title', models.CharField(blank=True, default='', max_length=128)),
                ('text', models.TextField(blank=True, default='')),
                ('reason', models.CharField(blank=True, default='', max_length=256)),
                ('username', models.CharField(max_length=64)),
                ('display_name', models.CharField(max_length=128)),
                ('changes', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(fields=['year', '-id'], name='takings_by_year')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['notice', 'rows'])), name='calendar_taking_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='SpecialDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('working', models.BooleanField()),
                ('name', models.CharField(max_length=64)),
                ('year', models.SmallIntegerField(db_index=True)),
                ('taking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calendar.taking')),
            ],
        ),
    ]
