from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "liren.apps.notices"
    default_auto_field = "django.db.models.BigAutoField"
