from django.urls import path

from liren.apps.bodies import views

urlpatterns = [
    path("bodies/", views.listing, name="bodies.list"),
    path("bodies/export.xlsx", views.workbook, name="bodies.workbook"),
    path("bodies/kinds/", views.kinds, name="bodies.kinds"),
    path("bodies/models/", views.compare, name="bodies.models"),
    path("bodies/missing/", views.missing, name="bodies.missing"),
    path("bodies/party/", views.party, name="bodies.party"),
    path("bodies/found/", views.found, name="bodies.found"),
    path("bodies/chart/<str:code>/", views.chart, name="bodies.chart"),
    path("bodies/relations/<int:pk>/end/", views.end_relation, name="bodies.end_relation"),
    path("bodies/<str:code>/", views.view, name="bodies.view"),
    path("bodies/<str:code>/change/", views.change, name="bodies.change"),
    path("bodies/<str:code>/dissolve/", views.dissolve, name="bodies.dissolve"),
    path("bodies/<str:code>/count/", views.count, name="bodies.count_members"),
    path("bodies/<str:code>/relate/", views.relate, name="bodies.relate"),
]
