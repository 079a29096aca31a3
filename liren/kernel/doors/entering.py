"""The shape of what people type about codes, recovery and e-mail."""

from django import forms

from liren.kernel.base.choices import _

CODE = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autofocus": True,
    "placeholder": "000000",
}


class SecondFactorForm(forms.Form):
    """A code of the authenticator app, or a recovery code: one field for both."""

    code = forms.CharField(label=_("动态码"), max_length=20, widget=forms.TextInput(attrs=CODE))
