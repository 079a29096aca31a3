"""What input looks like: reports, steps, pictures, lists."""

from liren.apps.cases.forms.kinds import AT_ONCE, KindField, common_kinds, kind_choices
from liren.apps.cases.forms.lists import FilterForm
from liren.apps.cases.forms.pictures import AddPictureForm, RedactForm, RemovePictureForm, percent
from liren.apps.cases.forms.report import DepartmentReportForm, DeskReportForm, ReportForm
from liren.apps.cases.forms.steps import (
    AcceptForm,
    AnswerForm,
    AskForm,
    CloseForm,
    DispatchForm,
    FollowForm,
    MeasureForm,
    OutcomeForm,
    RateForm,
    ReasonForm,
    StepForm,
    VerifyForm,
)

__all__ = [
    "AT_ONCE",
    "AcceptForm",
    "AddPictureForm",
    "AnswerForm",
    "AskForm",
    "CloseForm",
    "DepartmentReportForm",
    "DeskReportForm",
    "DispatchForm",
    "FilterForm",
    "FollowForm",
    "KindField",
    "MeasureForm",
    "OutcomeForm",
    "RateForm",
    "ReasonForm",
    "RedactForm",
    "RemovePictureForm",
    "ReportForm",
    "StepForm",
    "VerifyForm",
    "common_kinds",
    "kind_choices",
    "percent",
]
