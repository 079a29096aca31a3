"""The pages of people and homes; the names of pages are verbs."""

from django.urls import URLPattern, path

from liren.apps.people.views import (
    claims,
    due,
    duplicates,
    duties,
    events,
    exports,
    figures,
    finding,
    happening,
    households,
    letting,
    own,
    permits,
    persons,
    phone,
    searches,
    sheets,
    tags,
    visits,
)

# what happens to somebody: each its own address, all one view
STEPS = (
    *("move", "move_out", "move_hukou", "register_birth", "register_death"),
    *("register_marriage", "register_divorce", "register_adoption"),
)

urlpatterns: list[URLPattern] = [
    path("events/", events.events, name="people.events"),
    path("events/<uuid:uid>/", events.event, name="people.event"),
    path("events/<uuid:uid>/undo/", events.undo, name="people.undo"),
    path("events/<uuid:uid>/unmerge/", events.unmerge, name="people.unmerge"),
    path("move_in/", happening.move_in, name="people.move_in"),
    path("households/<uuid:uid>/head/", happening.change_head, name="people.change_head"),
    path("duplicates/", duplicates.duplicates, name="people.duplicates"),
    path("<uuid:uid>/merge/", duplicates.merge, name="people.merge"),
    path("<uuid:uid>/distinct/", duplicates.mark_distinct, name="people.mark_distinct"),
    path("<uuid:uid>/history/", events.history, name="people.history"),
    *(
        path(f"<uuid:uid>/{one.replace('register_', '')}/", happening.step, name=f"people.{one}")
        for one in STEPS
    ),
    path("sheets/", sheets.sheets, name="people.sheets"),
    path("sheets/add/", sheets.import_people, name="people.import"),
    path("sheets/<uuid:uid>/", sheets.sheet, name="people.sheet"),
    path("sheets/<uuid:uid>/columns/", sheets.match_columns, name="people.match_columns"),
    path("sheets/<uuid:uid>/take/", sheets.take_sheet, name="people.take_sheet"),
    path("sheets/<uuid:uid>/drop/", sheets.drop_sheet, name="people.drop_sheet"),
    path("", finding.find, name="people.find"),
    path("purpose/", finding.choose_purpose, name="people.choose_purpose"),
    path("searches/", searches.searches, name="people.searches"),
    path("register/", persons.register, name="people.register"),
    path("tags/", tags.tags, name="people.tags"),
    path("tags/<uuid:uid>/renew/", tags.renew_tag, name="people.renew_tag"),
    path("tags/<uuid:uid>/end/", tags.untag, name="people.untag"),
    path("households/<uuid:uid>/", households.household, name="people.household"),
    path("dwellings/<uuid:uid>/", households.dwelling, name="people.dwelling"),
    path("buildings/<uuid:uid>/", households.building, name="people.building"),
    path("<uuid:uid>/", persons.view, name="people.view"),
    path("<uuid:uid>/change/", persons.change, name="people.change"),
    path("<uuid:uid>/tags/", tags.tag, name="people.tag"),
    path("due/", due.due, name="people.due"),
    path("rentals/", letting.rentals, name="people.rentals"),
    path("rentals/export.xlsx", letting.export_rentals, name="people.export_rentals"),
    path("rentals/let/", letting.find_dwelling, name="people.let_where"),
    path("rentals/<uuid:uid>/", letting.tenancy, name="people.tenancy"),
    path("rentals/<uuid:uid>/tenants/", letting.add_tenant, name="people.add_tenant"),
    path(
        "rentals/<uuid:uid>/tenants/<uuid:person>/remove/",
        letting.remove_tenant,
        name="people.remove_tenant",
    ),
    path("rentals/<uuid:uid>/change/", letting.change_tenancy, name="people.change_tenancy"),
    path("rentals/<uuid:uid>/end/", letting.end_tenancy, name="people.end_tenancy"),
    path("rentals/<uuid:uid>/check/", letting.check_room, name="people.check_room"),
    path("dwellings/<uuid:uid>/let/", letting.let, name="people.let"),
    path("permits/", permits.listing, name="people.permits"),
    path("permits/<uuid:uid>/endorse/", permits.endorse, name="people.endorse_permit"),
    path("permits/<uuid:uid>/end/", permits.end, name="people.end_permit"),
    path("<uuid:uid>/permit/", permits.issue, name="people.issue_permit"),
    path("visits/", visits.listing, name="people.visits"),
    path("households/<uuid:uid>/visit/", visits.visit, name="people.visit"),
    path("proposals/", visits.proposals, name="people.proposals"),
    path("proposals/<uuid:uid>/take/", visits.take, name="people.take_proposal"),
    path("proposals/<uuid:uid>/refuse/", visits.refuse, name="people.refuse_proposal"),
]

# the rights of persons, and the duties that answer them
urlpatterns += [
    path("me/", own.own, name="people.own"),
    path("me/link/", own.link_self, name="people.link_self"),
    path("rules/", own.rules, name="people.rules"),
    path("<uuid:uid>/copy/", own.copy, name="people.copy"),
    path("<uuid:uid>/correct/", own.correct, name="people.correct"),
    path("<uuid:uid>/rights/", claims.rights, name="people.rights"),
    path("<uuid:uid>/link/", claims.link_person, name="people.link_person"),
    path("<uuid:uid>/unlink/", claims.unlink_person, name="people.unlink_person"),
    path("<uuid:uid>/claim/", claims.claim, name="people.claim"),
    path("<uuid:uid>/consent/", claims.give_consent, name="people.give_consent"),
    path("consents/<uuid:uid>/withdraw/", claims.withdraw_consent, name="people.withdraw_consent"),
    path("protection/", duties.duties, name="people.duties"),
    path("protection/claims/", claims.claims, name="people.claims"),
    path("protection/claims/<uuid:uid>/", claims.claim_page, name="people.claim_page"),
    path("protection/claims/<uuid:uid>/grant/", claims.grant_claim, name="people.grant_claim"),
    path("protection/claims/<uuid:uid>/refuse/", claims.refuse_claim, name="people.refuse_claim"),
    path("protection/exports/", exports.exports, name="people.exports"),
    path("protection/exports/ask/", exports.ask_export, name="people.ask_export"),
    path("protection/exports/<uuid:uid>/", exports.export, name="people.export"),
    path(
        "protection/exports/<uuid:uid>/approve/",
        exports.approve_export,
        name="people.approve_export",
    ),
    path(
        "protection/exports/<uuid:uid>/refuse/", exports.refuse_export, name="people.refuse_export"
    ),
    path("protection/exports/<uuid:uid>/take/", exports.take_export, name="people.take_export"),
    path("protection/assessments/", duties.assessments, name="people.assessments"),
    path("protection/assessments/add/", duties.assess, name="people.assess"),
    path("protection/breaches/", duties.breaches, name="people.breaches"),
    path("protection/breaches/add/", duties.note_breach, name="people.note_breach"),
    path("protection/breaches/<uuid:uid>/", duties.change_breach, name="people.change_breach"),
    path("protection/retention/", duties.retention, name="people.retention"),
    path("protection/retention/run/", duties.retain, name="people.retain"),
    path("figures/", figures.figures, name="people.figures"),
    path("figures/export.xlsx", figures.export_figures, name="people.export_figures"),
    path("published/", figures.published, name="people.published"),
]

# what is done at a door, below the telephone's own part of the site
phone_patterns: list[URLPattern] = [
    path("", phone.listing, name="people.phone_visits"),
    path("kept.json", phone.kept, name="people.phone_kept"),
    path("<uuid:uid>/", phone.visit, name="people.phone_visit"),
]
