"""A field for several pictures: one plain file input, helped by a script where there is one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from liren.kernel.files.images import Box
from liren.kernel.policy.values import value

# named by type, so that a telephone with another format converts it before it is sent
ACCEPT = "image/jpeg,image/png,image/webp"


class PicturesInput(forms.FileInput):
    """Choose pictures or take them; they are shown, made smaller and can be taken out again."""

    template_name = "files/pictures_input.html"
    allow_multiple_selected = True
    limit = ""  # the rule that says how many

    def get_context(self, name: str, value_: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context, with the limits that the script keeps."""
        limits = {
            "accept": ACCEPT,
            "multiple": True,
            "data-pictures": "",
            "data-most": value(self.limit),
            "data-side": self.attrs.get("data-side") or value("files.longest_side"),
            "data-bytes": value("files.max_bytes"),
        }
        return super().get_context(name, value_, {**(attrs or {}), **limits})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All files of the input."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PicturesField(forms.FileField):
    """As many pictures as the rule `limit` says; it gives a list, which may be empty."""

    widget = PicturesInput

    def __init__(self, *, limit: str, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        self.limit = limit
        super().__init__(**kwargs)
        self.widget.limit = limit

    def clean(self, given: Any, initial: Any = None) -> Any:
        """The files themselves; what they are is looked at when they are stored."""
        found = [one for one in given or [] if isinstance(one, UploadedFile)]
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(found) > (most := value(self.limit)):
            sentence = _("一次最多 %(most)d 张照片，您选了 %(chosen)d 张。请去掉几张。")
            facts = {"most": most, "chosen": len(found)}
            raise forms.ValidationError(sentence, code="too_many", params=facts)
        return found


class BoxesField(forms.CharField):
    """Areas of a picture as `left,top,width,height` in percent, parted by semicolons."""

    MOST = 30

    def clean(self, given: Any) -> Any:
        """The areas as shares of the picture."""
        text = super().clean(given)
        if not text:
            return []
        try:
            return boxes([[float(part) for part in one.split(",")] for one in text.split(";")])
        except ValueError as fault:
            sentence = _("遮盖区域填得不对。请重新画一次，或填 0 到 100 之间的百分比。")
            raise forms.ValidationError(sentence, code="boxes") from fault


def boxes(given: Sequence[Sequence[float]]) -> list[Box]:
    """Areas in percent as shares; ValueError when one is no area of the picture."""
    if len(given) > BoxesField.MOST:
        raise ValueError("too many")
    found: list[Box] = []
    for left, top, wide, high in given:
        inside = 0 <= left < 100 and 0 <= top < 100 and wide > 0 and high > 0
        if not (inside and left + wide <= 100.01 and top + high <= 100.01):
            raise ValueError("outside")
        found.append((left / 100, top / 100, wide / 100, high / 100))
    return found
