from django.urls import path

from liren.apps.offices import views

urlpatterns = [
    path("offices/", views.posts, name="offices.view"),
    path("offices/mine/", views.mine, name="offices.mine"),
    path("offices/new/", views.create, name="offices.create_post"),
    path("offices/giving/", views.giving, name="offices.giving"),
    path("offices/posts/<uuid:uid>/", views.post, name="offices.post"),
    path("offices/posts/<uuid:uid>/change/", views.change, name="offices.change_post"),
    path("offices/posts/<uuid:uid>/abolish/", views.abolish, name="offices.abolish_post"),
    path("offices/posts/<uuid:uid>/appoint/", views.appoint, name="offices.appoint"),
    path("offices/terms/<uuid:uid>/end/", views.end, name="offices.end"),
    path("offices/terms/<uuid:uid>/extend/", views.extend, name="offices.extend"),
    path("offices/terms/<uuid:uid>/deputise/", views.deputise, name="offices.deputise"),
    path("offices/deputies/<uuid:uid>/end/", views.end_deputy, name="offices.end_deputy"),
    path("offices/grants/", views.listing, name="offices.view_grants"),
    path("offices/grants/export.xlsx", views.export, name="offices.export"),
    path("offices/grants/give/", views.give, name="offices.give"),
    path("offices/grants/<int:key>/take/", views.take, name="offices.take"),
    path("offices/people/<int:key>/", views.person, name="offices.person"),
    path("offices/people/<int:key>/hand-over/", views.hand_over, name="offices.hand_over"),
    path("offices/hand-overs/<uuid:uid>/", views.handed, name="offices.handed"),
]
