from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Night',
            fields=[
                ('tick', models.DateTimeField(primary_key=True, serialize=False)),
                ('finished_at', models.DateTimeField()),
            ],
        ),
    ]
