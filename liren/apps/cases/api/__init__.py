"""Cases for programs: one operation for every verb."""

from liren.apps.cases.api.cases import router
from liren.apps.cases.api.pictures import router as pictures
from liren.apps.cases.api.voices import open_router
from liren.apps.cases.api.voices import router as voices

router.add_router("", pictures)
router.add_router("", voices)

__all__ = ["open_router", "router"]
