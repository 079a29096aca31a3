from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "liren.apps.duties"
    default_auto_field = "django.db.models.BigAutoField"
