from django.apps import AppConfig


class TellConfig(AppConfig):
    name = "liren.kernel.tell"
    default_auto_field = "django.db.models.BigAutoField"
