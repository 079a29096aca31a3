"""Posts, terms and grants for programs."""

from liren.apps.offices.api.grants import router as grants
from liren.apps.offices.api.posts import router

router.add_router("", grants)

__all__ = ["router"]
