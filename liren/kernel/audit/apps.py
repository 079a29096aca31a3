from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "liren.kernel.audit"
    default_auto_field = "django.db.models.BigAutoField"
