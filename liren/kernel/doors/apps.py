from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "liren.kernel.doors"
    default_auto_field = "django.db.models.BigAutoField"
