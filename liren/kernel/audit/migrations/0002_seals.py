import django.db.models.deletion
import liren.kernel.audit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('audit', '0001_initial'),
    ]

    operations = [
        # what is there gets 0 without a rewrite of the table; only then the database counts
        migrations.AddField(
            model_name='entry',
            name='xact',
            field=liren.kernel.audit.fields.Xact(db_default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='entry',
            name='xact',
            field=liren.kernel.audit.fields.Xact(db_default=liren.kernel.audit.fields.CurrentXact(), editable=False),
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField()),
                ('published', models.JSONField(default=dict)),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('found', models.JSONField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ('seal', models.BigIntegerField()),
                ('channel', models.CharField(max_length=10)),
                ('tries', models.IntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('floor', models.BigIntegerField()),
                ('xact', liren.kernel.audit.fields.Xact()),
                ('entry', models.BigIntegerField()),
                ('high', models.BigIntegerField()),
                ('count', models.IntegerField()),
                ('total', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('previous', models.BinaryField()),
                ('hash', models.BinaryField()),
                ('leaves', models.BinaryField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AlterField(
            model_name='entry',
            name='actor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='entry',
            name='behalf',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('behalf__gt', 0)), fields=['behalf', 'at'], name='audit_behalf'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['verb', 'at'], name='audit_verb'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['area_path', 'at'], name='audit_area'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['xact', 'id'], name='audit_commit'),
        ),
        migrations.AddField(
            model_name='check',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('seal', 'channel'), name='audit_published_once'),
        ),
        migrations.AddIndex(
            model_name='seal',
            index=models.Index(fields=['at', 'number'], name='audit_sealed'),
        ),
    ]
