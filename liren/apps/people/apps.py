from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "liren.apps.people"
    default_auto_field = "django.db.models.BigAutoField"
