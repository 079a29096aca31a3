from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("money", "0008_wide_shares"),
    ]

    operations = [
        migrations.RenameField(model_name="donation", old_name="check", new_name="law_paper"),
    ]
