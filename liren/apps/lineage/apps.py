from django.apps import AppConfig


class LineageConfig(AppConfig):
    name = "liren.apps.lineage"
    default_auto_field = "django.db.models.BigAutoField"
