from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0005_spending"),
    ]

    operations = [
        migrations.AddField(
            model_name="yearend",
            name="below",
            field=models.BooleanField(default=False),
        ),
    ]
