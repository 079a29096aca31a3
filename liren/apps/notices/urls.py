from django.urls import path

from liren.apps.notices import views

urlpatterns = [
    path("home/", views.home, name="notices.home"),
    path("c/", views.find, name="notices.find"),
    path("c/<str:code>/", views.board, name="notices.board"),
    path("c/<str:code>/notices/", views.of_area, name="notices.of_area"),
    path("c/<str:code>/home/", views.choose_home, name="notices.choose_home"),
    path("notices/", views.listing, name="notices.list"),
    path("notices/draft/", views.draft, name="notices.draft"),
    path("notices/<uuid:uid>/", views.view, name="notices.view"),
    path("notices/<uuid:uid>/print/", views.sheet, name="notices.sheet"),
    path("notices/<uuid:uid>/pdf/", views.paper, name="notices.paper"),
    path("notices/<uuid:uid>/change/", views.change, name="notices.change"),
    path("notices/<uuid:uid>/publish/", views.publish, name="notices.publish"),
    path("notices/<uuid:uid>/withdraw/", views.withdraw, name="notices.withdraw"),
]
