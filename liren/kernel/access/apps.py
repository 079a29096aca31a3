from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "liren.kernel.access"
    default_auto_field = "django.db.models.BigAutoField"
