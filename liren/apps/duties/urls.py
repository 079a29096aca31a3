"""The pages of duties; the names of pages are verbs."""

from django.urls import URLPattern, path

from liren.apps.duties.views import assigning, assignments, departments, emergencies, refusals

GATE: list[URLPattern] = [
    path("assignments/", assignments.assignments, name="duties.assignments"),
    path(
        "assignments/export.xlsx",
        assignments.export_assignments,
        name="duties.export_assignments",
    ),
    path("assignments/<uuid:uid>/", assignments.assignment, name="duties.assignment"),
    path("assignments/<uuid:uid>/refuse/", refusals.refuse, name="duties.refuse"),
    *(
        path(
            f"assignments/<uuid:uid>/{verb}/",
            assignments.step,
            {"verb": verb},
            name=f"duties.{verb}",
        )
        for verb in ("sign", "report_work", "accept_work", "dispute_work", "recall")
    ),
    path("assign/", assigning.assign, name="duties.assign"),
    path("refusals/", refusals.refusals, name="duties.refusals"),
    path("refusals/outside/", refusals.refuse_outside, name="duties.refuse_outside"),
    path("refusals/<uuid:uid>/", refusals.refusal, name="duties.refusal"),
    path("refusals/<uuid:uid>/appeal/", refusals.appeal, name="duties.appeal"),
    path("refusals/<uuid:uid>/decide/", refusals.decide_appeal, name="duties.decide_appeal"),
    path("emergencies/", emergencies.emergencies, name="duties.emergencies"),
    path(
        "emergencies/declare/",
        emergencies.declare_emergency,
        name="duties.declare_emergency",
    ),
    path("emergencies/<uuid:uid>/", emergencies.emergency, name="duties.emergency"),
    path(
        "emergencies/<uuid:uid>/confirm/",
        emergencies.confirm_emergency,
        name="duties.confirm_emergency",
    ),
    path("emergencies/<uuid:uid>/end/", emergencies.end_emergency, name="duties.end_emergency"),
    path("departments/", departments.departments, name="duties.departments"),
    path("departments/<str:code>/", departments.department, name="duties.department"),
]

urlpatterns: list[URLPattern] = [
    *GATE,
]
