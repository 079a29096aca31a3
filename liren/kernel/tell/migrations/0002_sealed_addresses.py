from django.db import migrations

import liren.kernel.sealed.fields
from liren.kernel.base.seal import unseal
from liren.kernel.sealed.moving import seal_anew


def seal_for_their_rows(_apps, editor):
    for column in ('url', 'secret'):
        seal_anew(
            editor,
            'tell_endpoint',
            column,
            purpose=f'endpoint.{column}',
            bound_to='body_id',
            opened=lambda old: unseal(old, 'endpoint'),
        )


class Migration(migrations.Migration):

    dependencies = [
        ('tell', '0001_initial'),
    ]

    operations = [
        migrations.RenameField(model_name='endpoint', old_name='url_sealed', new_name='url'),
        migrations.RenameField(model_name='endpoint', old_name='secret_sealed', new_name='secret'),
        migrations.AlterField(
            model_name='endpoint',
            name='url',
            field=liren.kernel.sealed.fields.SealedField(bound_to='body_id', purpose='endpoint.url'),
        ),
        migrations.AlterField(
            model_name='endpoint',
            name='secret',
            field=liren.kernel.sealed.fields.SealedField(bound_to='body_id', purpose='endpoint.secret'),
        ),
        migrations.RunPython(seal_for_their_rows, migrations.RunPython.noop),
    ]
