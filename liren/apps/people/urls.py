"""The pages of people and homes; the names of pages are verbs."""

from django.urls import URLPattern, path

from liren.apps.people.views import (
    due,
    finding,
    households,
    letting,
    permits,
    persons,
    phone,
    searches,
    tags,
    visits,
)

urlpatterns: list[URLPattern] = [
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

# what is done at a door, below the telephone's own part of the site
phone_patterns: list[URLPattern] = [
    path("", phone.listing, name="people.phone_visits"),
    path("kept.json", phone.kept, name="people.phone_kept"),
    path("<uuid:uid>/", phone.visit, name="people.phone_visit"),
]
