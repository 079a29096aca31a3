from django.urls import path

from liren.apps.places import views

urlpatterns = [
    path("places/", views.tree, name="places.tree"),
    path("places/shapes.json", views.shapes, name="places.shapes"),
    path("places/ground.json", views.ground, name="places.ground"),
    path("places/<str:code>/", views.view, name="places.view"),
]
