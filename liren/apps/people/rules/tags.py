"""What may be said of somebody's circumstances."""

from liren.kernel.base.choices import TextChoices, _


class Privacy(TextChoices):
    """How carefully a circumstance is handled (个人信息保护法 第二十八条)."""

    GENERAL = "general", _("一般")
    SENSITIVE = "sensitive", _("敏感")
