"""Cases for programs: one operation for every verb."""

from liren.apps.cases.api.cases import router
from liren.apps.cases.api.pictures import router as pictures

router.add_router("", pictures)

__all__ = ["router"]
