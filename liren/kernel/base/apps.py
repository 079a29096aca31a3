from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "liren.kernel.base"
