"""The pages of people and homes; the names of pages are verbs."""

from django.urls import URLPattern, path

from liren.apps.people.views import finding, households, persons, searches, tags

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
]
