from django.db import migrations

import liren.kernel.sealed.fields
from liren.kernel.base.seal import unseal
from liren.kernel.sealed.moving import seal_anew


def seal_for_their_rows(_apps, editor):
    seal_anew(
        editor,
        'access_user',
        'phone',
        purpose='phone',
        bound_to='username',
        opened=lambda old: unseal(old, 'phone'),
        hashed='phone_hash',
    )
    seal_anew(editor, 'access_user', 'email', purpose='email', bound_to='username')


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_doors_of_people'),
    ]

    operations = [
        migrations.RenameField(
            model_name='user',
            old_name='phone_sealed',
            new_name='phone',
        ),
        migrations.AlterField(
            model_name='user',
            name='phone',
            field=liren.kernel.sealed.fields.SealedField(bound_to='username', purpose='phone'),
        ),
        migrations.AlterField(
            model_name='user',
            name='phone_hash',
            field=liren.kernel.sealed.fields.HashField(last=0, of='phone', unique=True, within=''),
        ),
        migrations.AlterField(
            model_name='user',
            name='email',
            field=liren.kernel.sealed.fields.SealedField(bound_to='username', purpose='email'),
        ),
        migrations.RunPython(seal_for_their_rows, migrations.RunPython.noop),
    ]
