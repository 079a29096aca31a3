from django.db import migrations, models
from django.db.models import Q

import liren.apps.money.rules.claims


class Migration(migrations.Migration):
    dependencies = [("money", "0003_schemes")]

    operations = [
        migrations.AddField(
            model_name="remittance",
            name="kind",
            field=models.CharField(
                choices=liren.apps.money.rules.claims.RemittanceKind,
                default="claims",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="remittance",
            constraint=models.CheckConstraint(
                condition=Q(("application", None), ("kind", "claims"))
                | Q(Q(("kind", "claims"), _negated=True), ("application__isnull", False)),
                name="remittance_is_for",
            ),
        ),
    ]
