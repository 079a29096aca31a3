from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "liren.kernel.policy"
    default_auto_field = "django.db.models.BigAutoField"
