"""The pages of duties; the names of pages are verbs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
