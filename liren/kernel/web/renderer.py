"""Forms drawn by our own templates: `{{ form.subject.as_field_group }}`."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Label, help, fault and required mark in one place; widgets stay Django's."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
