"""Forms of policy documents."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liren.apps.duties.models import Document
from liren.apps.duties.rules.documents import LONGEST_TEXT, LONGEST_TITLE, articles_in
from liren.apps.duties.rules.lists import DocumentKind
from liren.kernel.access.models import Area
from liren.kernel.base.errors import Refused
from liren.kernel.web.forms import KeyForm


def day_field(label: object, help_text: object = "") -> forms.DateField:
    """A day that may be left open."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=False,
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DocumentForm(KeyForm):
    """A policy document with the articles that something stands on."""

    area = forms.ChoiceField(label=_("适用辖区"))
    title = forms.CharField(label=_("标题"), max_length=LONGEST_TITLE)
    number = forms.CharField(
        label=_("文号"), max_length=60, required=False, help_text=_("例如：和政办〔2026〕5号。")
    )
    kind = forms.ChoiceField(label=_("文件类型"), choices=DocumentKind.choices)
    issuer = forms.CharField(label=_("发文机关"), max_length=120)
    issued_on = day_field(_("成文日期"))
    valid_from = day_field(_("生效日期"))
    valid_to = day_field(_("失效日期"), _("失效前的最后一天；长期有效就留空。"))
    supersedes = forms.ChoiceField(label=_("废止的文件"), required=False)
    text = forms.CharField(
        label=_("内容"), max_length=LONGEST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    articles = forms.CharField(
        label=_("条款"), max_length=60000, required=False,
        help_text=_("每条另起一行，先写“第几条”，空一格，再写条文。只需登记清单和参数用到的。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    source = forms.CharField(label=_("来源"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        areas: Iterable[Area] = (),
        others: Iterable[Document],
        document: Document | None = None,
        **options: Any,
    ) -> None:
        if document is not None:
            options["initial"] = known(document)
        super().__init__(*args, **options)
        if document is not None:
            del self.fields["area"]
        else:
            self.fields["area"].choices = [(one.code, str(one)) for one in areas]  # type: ignore[attr-defined]
        self.others = {
            str(one.uid): one for one in others if document is None or one.pk != document.pk
        }
        listed = [(uid, str(one)) for uid, one in self.others.items()]
        self.fields["supersedes"].choices = [("", _("没有")), *listed]  # type: ignore[attr-defined]

    def clean_articles(self) -> list[tuple[str, str]]:
        """Articles by their labels."""
        try:
            return articles_in(self.cleaned_data["articles"])
        except Refused as no:
            raise forms.ValidationError(str(no)) from no

    def clean_supersedes(self) -> Document | None:
        """The document that was chosen."""
        return self.others.get(self.cleaned_data["supersedes"])


def known(document: Document) -> dict[str, Any]:
    """What is registered, as the form shows it."""
    names = ("title", "number", "kind", "issuer", "issued_on", "valid_from", "valid_to")
    told = document.articles.values_list("label", "text")
    return {
        **{name: getattr(document, name) for name in (*names, "text", "source")},
        "supersedes": str(document.supersedes.uid) if document.supersedes else "",
        "articles": "\n".join(f"{label} {text}" for label, text in told),
    }
