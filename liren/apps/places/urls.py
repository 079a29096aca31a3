from django.urls import path

from liren.apps.places import views

urlpatterns = [
    path("places/", views.tree, name="places.tree"),
    path("places/shapes.json", views.shapes, name="places.shapes"),
    path("places/ground.json", views.ground, name="places.ground"),
    path("places/divisions/", views.divisions, name="places.divisions"),
    path("places/divisions/<str:code>/adopt/", views.adopt, name="places.adopt"),
    path("places/<str:code>/", views.view, name="places.view"),
    path("places/<str:code>/children/", views.children, name="places.children"),
    path("places/<str:code>/describe/", views.describe, name="places.describe"),
    path("estates/", views.estates, name="places.estates"),
    path("estates/points.json", views.points, name="places.estate_points"),
    path("estates/add/", views.add_estate, name="places.add_estate"),
    path("estates/import/", views.import_estates, name="places.import_estates"),
    path("estates/template.xlsx", views.template, name="places.template"),
    path("estates/export.xlsx", views.export_estates, name="places.export_estates"),
    path("estates/<uuid:uid>/", views.estate, name="places.estate"),
    path("estates/<uuid:uid>/change/", views.change_estate, name="places.change_estate"),
    path("estates/<uuid:uid>/close/", views.close_estate, name="places.close_estate"),
    path("estates/<uuid:uid>/buildings/", views.add_building, name="places.add_building"),
    path("buildings/<uuid:uid>/", views.building, name="places.building"),
    path("buildings/<uuid:uid>/change/", views.change_building, name="places.change_building"),
    path("buildings/<uuid:uid>/close/", views.close_building, name="places.close_building"),
    path("buildings/<uuid:uid>/lay-out/", views.lay_out, name="places.lay_out"),
    path("buildings/<uuid:uid>/dwellings/", views.add_dwelling, name="places.add_dwelling"),
    path("dwellings/", views.dwellings, name="places.dwellings"),
    path("dwellings/<uuid:uid>/", views.dwelling, name="places.dwelling"),
    path("dwellings/<uuid:uid>/change/", views.change_dwelling, name="places.change_dwelling"),
    path("dwellings/<uuid:uid>/close/", views.close_dwelling, name="places.close_dwelling"),
]
