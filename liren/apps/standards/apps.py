from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "liren.apps.standards"
    default_auto_field = "django.db.models.BigAutoField"
