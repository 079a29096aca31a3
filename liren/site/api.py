"""The API as a whole: every app's operations under one address."""

from ninja import NinjaAPI

from liren.apps.bodies.api import router as bodies
from liren.apps.cases.api import open_router as open_cases
from liren.apps.cases.api import router as cases
from liren.apps.duties.api import router as duties
from liren.apps.lineage.api import router as lineage
from liren.apps.money.api import open_router as open_money
from liren.apps.money.api import router as money
from liren.apps.notices.api import router as notices
from liren.apps.offices.api import router as offices
from liren.apps.people.api import router as people
from liren.apps.places.api import router as places
from liren.apps.standards.api import router as standards
from liren.kernel.api.build import build
from liren.kernel.doors.api import router as doors

VERSION = "1.0"


def api() -> NinjaAPI:
    """One API with all routers."""
    whole = build("里仁 Liren", VERSION)
    whole.add_router("/cases", cases)
    whole.add_router("/open", open_cases)
    whole.add_router("/open", open_money)
    whole.add_router("/places", places)
    whole.add_router("/lineage", lineage)
    whole.add_router("", notices)
    whole.add_router("/bodies", bodies)
    whole.add_router("/offices", offices)
    whole.add_router("/people", people)
    whole.add_router("/duties", duties)
    whole.add_router("/money", money)
    whole.add_router("", standards)
    whole.add_router("", doors)
    return whole
