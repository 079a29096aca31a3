"""The front end as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Shell, components, words and headers of every page."""

    name = "liren.kernel.web"
    label = "web"
