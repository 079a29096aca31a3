"""The pages of people and homes; the names of pages are verbs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
