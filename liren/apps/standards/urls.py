from django.urls import path

from liren.apps.standards.views import browsing, changing, comparing, declaring, figures, trying

urlpatterns = [
    path("figures/", figures.home, name="standards.figures_home"),
    path("figures/waiting/", declaring.waiting, name="standards.waiting"),
    path("figures/declared/<uuid:uid>/confirm/", declaring.confirm, name="standards.confirm"),
    path("figures/<str:code>/", figures.view, name="standards.view"),
    path("figures/<str:code>/export/", figures.export, name="standards.export"),
    path("figures/<str:code>/open/<str:key>/", figures.figure, name="standards.figure"),
    path("figures/<str:code>/facts/", declaring.facts_of, name="standards.facts"),
    path("figures/<str:code>/facts/export/", declaring.take_out, name="standards.take_out"),
    path("figures/<str:code>/declare/", declaring.declare, name="standards.declare"),
    path("figures/<str:code>/import/", declaring.bring, name="standards.bring"),
    path("figures/<str:code>/places/", comparing.area, name="standards.elsewhere"),
    path("figures/<str:code>/trial/", trying.trial, name="standards.trial"),
    path("trial/", trying.home, name="standards.trial_home"),
    path("rules/", browsing.rules, name="policy.view"),
    path("rules/places/", comparing.rules, name="standards.places"),
    path("rules/checks/", comparing.checks, name="standards.checks"),
    path("rules/changes/", changing.changes, name="standards.changes"),
    path("rules/changes/<uuid:uid>/", changing.change, name="standards.change"),
    path(
        "rules/changes/<uuid:uid>/consent/",
        changing.decide,
        {"verb": "policy.consent"},
        name="policy.consent",
    ),
    path(
        "rules/changes/<uuid:uid>/refuse/",
        changing.decide,
        {"verb": "policy.refuse"},
        name="policy.refuse",
    ),
    path(
        "rules/changes/<uuid:uid>/withdraw/",
        changing.decide,
        {"verb": "policy.withdraw"},
        name="policy.withdraw",
    ),
    path("rules/<str:key>/", browsing.rule, name="standards.rule"),
    path("rules/<str:key>/propose/", changing.propose, name="policy.propose"),
    path("rules/<str:key>/check/", changing.check, name="standards.check"),
]
