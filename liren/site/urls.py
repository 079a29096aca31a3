"""The sitemap."""

from django.urls import include, path

from liren.apps.bodies.urls import urlpatterns as bodies
from liren.apps.cases.urls import urlpatterns as cases
from liren.apps.duties.urls import urlpatterns as duties
from liren.apps.lineage.urls import urlpatterns as lineage
from liren.apps.money.urls import urlpatterns as money
from liren.apps.notices.urls import urlpatterns as notices
from liren.apps.offices.urls import urlpatterns as offices
from liren.apps.people.urls import phone_patterns as people_on_phone
from liren.apps.people.urls import urlpatterns as people
from liren.apps.places.urls import urlpatterns as places
from liren.apps.standards.urls import urlpatterns as standards
from liren.kernel.api.build import addresses
from liren.kernel.base.addresses import by_words
from liren.kernel.doors.urls import urlpatterns as doors
from liren.kernel.doors.views.reference import reference
from liren.kernel.web.urls import urlpatterns as web
from liren.site import health
from liren.site.api import api as whole_api
from liren.site.home import home

api = whole_api()

urlpatterns = [
    path("", home, name="site.home"),
    path("healthz", health.healthz, name="site.healthz"),
    path("readyz", health.readyz, name="site.readyz"),
    path("metrics", health.metrics, name="site.metrics"),
    path("api/v1/docs", reference, name="doors.reference"),
    path("api/v1/", addresses(api)),
    *by_words(
        [*web, *doors, *places, *bodies, *offices, *standards, *cases, *notices, *lineage],
    ),
    path("people/", include(by_words(people))),
    path("duties/", include(by_words(duties))),
    path("money/", include(by_words(money))),
    path("m/visits/", include(people_on_phone)),
]

handler400 = "liren.kernel.web.views.bad_request"
handler403 = "liren.kernel.web.views.forbidden"
handler404 = "liren.kernel.web.views.missing"
handler500 = "liren.kernel.web.views.broken"
