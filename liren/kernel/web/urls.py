"""Addresses of the shell itself."""

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.urls import path
from django.views.i18n import set_language

from liren.kernel.web import phone, views

urlpatterns = [
    path("size/", views.size, name="web.size"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("sw.js", phone.worker, name="web.worker"),
    path("token.json", phone.token, name="web.token"),
    path("design/", views.design, name="web.design"),
]
