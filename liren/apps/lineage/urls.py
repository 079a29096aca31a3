from django.urls import path

from liren.apps.lineage import views

STEPS = ("propose", "consent", "refuse", "withdraw", "carry_out")

urlpatterns = [
    path("lineage/", views.listing, name="lineage.list"),
    path("lineage/draft/", views.draft, name="lineage.draft"),
    path("lineage/sizes/", views.sizes, name="lineage.sizes"),
    path("lineage/as-of/", views.as_of, name="lineage.as_of"),
    path("lineage/areas/<str:code>/", views.area, name="lineage.area"),
    path("lineage/<uuid:uid>/", views.view, name="lineage.view"),
    path("lineage/<uuid:uid>/assign/", views.assign, name="lineage.assign"),
    *(
        path(f"lineage/<uuid:uid>/{name}/", views.step, {"verb": verb}, verb)
        for name, verb in ((name, f"lineage.{name}") for name in STEPS)
    ),
]
