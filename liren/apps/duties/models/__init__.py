"""Duties as tables, one module for each noun."""

from liren.apps.duties.models.admission import Application, Cover, Hearing, Seat
from liren.apps.duties.models.assignments import Assignment, Emergency, Refusal
from liren.apps.duties.models.burdens import Burden, Estimate, EstimateLine
from liren.apps.duties.models.documents import Article, Document
from liren.apps.duties.models.lists import DutyList, Entry, Heading, Version

__all__ = [
    "Application",
    "Article",
    "Assignment",
    "Burden",
    "Cover",
    "Document",
    "DutyList",
    "Emergency",
    "Entry",
    "Estimate",
    "EstimateLine",
    "Heading",
    "Hearing",
    "Refusal",
    "Seat",
    "Version",
]
