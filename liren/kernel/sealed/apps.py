from django.apps import AppConfig


class SealedConfig(AppConfig):
    """Sealed fields and the change of their keys."""

    name = "liren.kernel.sealed"
    label = "sealed"
