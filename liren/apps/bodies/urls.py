from django.urls import path

from liren.apps.bodies import views

urlpatterns = [
    path("bodies/", views.listing, name="bodies.list"),
    path("bodies/<str:code>/", views.view, name="bodies.view"),
]
