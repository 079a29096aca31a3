from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "liren.apps.places"
    default_auto_field = "django.db.models.BigAutoField"
