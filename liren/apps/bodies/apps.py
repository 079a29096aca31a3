from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "liren.apps.bodies"
    default_auto_field = "django.db.models.BigAutoField"
