"""The pages of duties; the names of pages are verbs."""

from django.urls import URLPattern, path

from liren.apps.duties.views import (
    admission,
    admission_steps,
    application_drafts,
    applications,
    assigning,
    assignments,
    burden_import,
    burdens,
    departments,
    documents,
    emergencies,
    entry_sheets,
    estimates,
    hearings,
    lists,
    loads,
    refusals,
    versions,
)

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

LISTS: list[URLPattern] = [
    path("documents/", documents.documents, name="duties.documents"),
    path("documents/add/", documents.add_document, name="duties.add_document"),
    path("documents/<uuid:uid>/", documents.document, name="duties.document"),
    path("documents/<uuid:uid>/change/", documents.change_document, name="duties.change_document"),
    path("lists/", lists.lists, name="duties.lists"),
    path("lists/add/", versions.add_list, name="duties.add_list"),
    path("lists/<uuid:uid>/", lists.one_list, name="duties.list"),
    path("lists/<uuid:uid>/compare/", lists.compare, name="duties.compare"),
    path("lists/<uuid:uid>/draft/", versions.draft_version, name="duties.draft_version"),
    path("versions/<uuid:uid>/", lists.version, name="duties.version"),
    path("versions/<uuid:uid>/export.xlsx", entry_sheets.export_list, name="duties.export_list"),
    path("versions/<uuid:uid>/import/", entry_sheets.import_entries, name="duties.import_entries"),
    path("versions/<uuid:uid>/publish/", versions.publish, name="duties.publish"),
    path("versions/<uuid:uid>/drop/", versions.drop_version, name="duties.drop_version"),
    path("versions/<uuid:uid>/add/", versions.add_entry, name="duties.add_entry"),
    path("versions/<uuid:uid>/entries/<str:code>/", lists.entry, name="duties.entry"),
    path(
        "versions/<uuid:uid>/entries/<str:code>/change/",
        versions.change_entry,
        name="duties.change_entry",
    ),
    path(
        "versions/<uuid:uid>/entries/<str:code>/drop/",
        versions.drop_entry,
        name="duties.drop_entry",
    ),
    path("search/", lists.search, name="duties.search"),
    path("certificates/", lists.certificates, name="duties.certificates"),
]

ADMISSION: list[URLPattern] = [
    path("applications/", applications.applications, name="duties.applications"),
    path(
        "applications/export.xlsx",
        applications.export_applications,
        name="duties.export_applications",
    ),
    path("applications/draft/", application_drafts.draft, name="duties.draft"),
    path("applications/<uuid:uid>/", admission.application, name="duties.application"),
    path(
        "applications/<uuid:uid>/change_draft/",
        application_drafts.change_draft,
        name="duties.change_draft",
    ),
    path("applications/<uuid:uid>/approve/", admission_steps.approve, name="duties.approve"),
    *(
        path(
            f"applications/<uuid:uid>/{verb.removeprefix('duties.')}/",
            admission_steps.step,
            {"verb": verb},
            name=verb,
        )
        for verb in admission_steps.STEPS
    ),
    path("seats/<uuid:uid>/vote/", admission_steps.vote, name="duties.vote"),
    path("covers/<uuid:uid>/confirm/", admission_steps.confirm_cover, name="duties.confirm_cover"),
    path("hearings/", hearings.hearings, name="duties.hearings"),
    path("hearings/<uuid:uid>/", hearings.hearing, name="duties.hearing"),
    path("hearings/<uuid:uid>/opinion/", hearings.give_opinion, name="duties.give_opinion"),
]

BURDENS: list[URLPattern] = [
    path("burdens/", burdens.burdens, name="duties.burdens"),
    path("burdens/export.xlsx", burdens.export_burdens, name="duties.export_burdens"),
    path("burdens/note/", burdens.note_burden, name="duties.note_burden"),
    path("burdens/import/", burden_import.import_burdens, name="duties.import_burdens"),
    path("burdens/<uuid:uid>/", burdens.burden, name="duties.burden"),
    path("burdens/<uuid:uid>/change/", burdens.change_burden, name="duties.change_burden"),
    path("burdens/<uuid:uid>/admit/", burdens.admit_burden, name="duties.admit_burden"),
    path("burdens/<uuid:uid>/order/", burdens.order_removal, name="duties.order_removal"),
    path("burdens/<uuid:uid>/merge/", burdens.merge_burden, name="duties.merge_burden"),
    path("burdens/<uuid:uid>/end/", burdens.end_burden, name="duties.end_burden"),
    path("estimates/", estimates.estimates, name="duties.estimates"),
    path("estimates/write/", estimates.estimate, name="duties.estimate"),
    path("estimates/<uuid:uid>/", estimates.estimate_of, name="duties.estimate_of"),
    path("load/", loads.load, name="duties.load"),
    path("load/export.xlsx", loads.export_load, name="duties.export_load"),
]

urlpatterns: list[URLPattern] = [
    *BURDENS,
    *ADMISSION,
    *LISTS,
    *GATE,
]
