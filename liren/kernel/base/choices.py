"""The one door through which rules see Django: enumerations and translation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.utils.translation import pgettext_lazy as in_context

__all__ = ["TextChoices", "_", "in_context", "ngettext_lazy"]
