"""A spreadsheet of people: its columns, and what a line must say."""

from liren.kernel.base.choices import TextChoices, _


class SheetState(TextChoices):
    """What became of a spreadsheet."""

    READ = "read", _("待核对")
    QUEUED = "queued", _("排队导入")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已导入")
    DROPPED = "dropped", _("已放弃")
