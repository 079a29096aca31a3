"""The only writers of entries, and only on a draft: one by one, or a whole sheet at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from liren.apps.duties.models import Document, Entry, Heading, Version
from liren.apps.duties.queries.entry_sheets import bodies_at, documents_in, vocabulary
from liren.apps.duties.queries.lists import line_of, lines_of
from liren.apps.duties.rules import entries as rules
from liren.apps.duties.rules.entries import FIELDS, Difference, Line, difference
from liren.apps.duties.rules.entry_sheet import Sheet, headings_of, parsed, parts
from liren.apps.duties.rules.versions import check_draft
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

Cells = Mapping[str, str]
PLAIN = (
    "zh", "en", "duty_class", "asked_as", "article", "doer", "clock", "inputs", "output", "unit",
    "money", "note",
)  # fmt: skip


@action("duties.add_entry")
def add_entry(actor: Actor, version: Version, /, *, cells: Cells) -> Version:
    """Put an entry on a draft, under headings that are made where they are new."""
    line = parsed(cells, vocabulary())
    check_draft(version.state)
    rules.check_free(version.entries.filter(code=line.code).exists())
    desk = Desk(version, [line])
    last = version.entries.order_by("-place").values_list("place", flat=True).first()
    desk.entry(line, place=0 if last is None else last + 1).save()
    return touched(actor, version)


@action("duties.change_entry")
def change_entry(actor: Actor, version: Version, /, *, code: str, cells: Cells) -> Version:
    """Say an entry of a draft anew; its code stays what it was."""
    line = parsed({**cells, "code": code}, vocabulary())
    check_draft(version.state)
    held = version.entries.get(code=code)
    desk = Desk(version, [line])
    made = desk.entry(line, place=held.place)
    made.pk = held.pk
    made.invented = held.invented
    made.save()
    sweep(version)
    return touched(actor, version)


@action("duties.drop_entry")
def drop_entry(actor: Actor, version: Version, /, *, code: str) -> Version:
    """Take an entry off a draft; on released versions it stays."""
    check_draft(version.state)
    version.entries.get(code=code).delete()
    sweep(version)
    return touched(actor, version)


@action("duties.import_entries", secret=("lines",))
def import_entries(actor: Actor, version: Version, /, *, lines: Sequence[Cells]) -> Version:
    """Put the lines of a sheet in the place of all that stood on a draft."""
    known = vocabulary()
    read = [parsed(cells, known) for cells in lines]
    check_draft(version.state)
    codes = {one.code for one in read}
    if len(codes) != len(read):
        raise Refused("duties.code-taken", _("表格里有重复的编码，请重新上传核对。"))
    fill(version, read)
    return touched(actor, version)


def touched(actor: Actor, version: Version) -> Version:
    """Whoever wrote in a draft does not release it."""
    if actor.user.pk not in version.editors:
        version.editors = [*version.editors, actor.user.pk]
        version.save(update_fields=["editors"])
    return version


class Desk:
    """Where lines become rows of a draft: its headings, and what lines name by words."""

    def __init__(self, version: Version, lines: Sequence[Line]) -> None:
        self.version = version
        self.documents = documents_in(lines)
        self.bodies = bodies_at(version.area_path)
        self.headings: dict[tuple[str, ...], Heading] = {}
        for one in version.headings.select_related("parent"):
            path = (one.parent.zh, one.zh) if one.parent else (one.zh,)
            self.headings[path] = one

    def entry(self, line: Line, place: int) -> Entry:
        """An entry, not yet saved; refused where it names a document that is not registered."""
        facts: dict[str, Any] = {name: line.facts.get(name, "") for name in PLAIN}
        body = self.body(line)
        entry = Entry(
            version=self.version, code=line.code, place=place, heading=self.heading(line.headings),
            document=self.document(line), body=body,
            responsible="" if body else line.facts.get("responsible", ""),
            case_kinds=[one for one in parts(line.facts.get("case_kinds", "")) if one],
            valid_from=day(line.facts.get("valid_from")),
            valid_to=day(line.facts.get("valid_to")),
            invented=self.version.list.invented,
            **facts,
        )  # fmt: skip
        entry.words = words_of(line)
        return entry

    def body(self, line: Line) -> Body | None:
        """The body of this name, where one stands here or above."""
        return self.bodies.get(line.facts.get("responsible", ""))

    def document(self, line: Line) -> Document | None:
        """The document of this number or title."""
        said = line.facts.get("document", "").strip("《》")
        if not said:
            return None
        if said not in self.documents:
            sentence = _("没有登记“%(said)s”这份文件，请先在政策文件里登记，或留空。")
            raise Refused("duties.no-document", sentence % {"said": said[:40]})
        return self.documents[said]

    def heading(self, path: tuple[str, ...]) -> Heading | None:
        """The heading of this name, made where it is new."""
        if not path:
            return None
        if path not in self.headings:
            self.headings[path] = self.new_heading(path)
        return self.headings[path]

    def new_heading(self, path: tuple[str, ...]) -> Heading:
        """A heading after all that stand; its code counts on."""
        parent = self.heading(path[:-1])
        beside = [one for one in self.headings.values() if one.parent_id == (parent and parent.pk)]
        taken = {one.code for one in self.headings.values()}
        stem = f"{parent.code}." if parent else ""
        number = len(beside) + 1
        while f"{stem}{number}" in taken:
            number += 1
        made = Heading(
            version=self.version, parent=parent, code=f"{stem}{number}", zh=path[-1],
            place=len(self.headings),
        )  # fmt: skip
        made.save()
        return made


def day(said: str | None) -> date | None:
    """A day out of a sheet."""
    return date.fromisoformat(said) if said else None


def words_of(line: Line) -> str:
    """All by which an entry is found."""
    names = ("zh", "en", "responsible", "document", "inputs", "output", "money", "note")
    return " ".join([line.code, *line.headings, *(line.facts.get(name, "") for name in names)])


def fill(version: Version, lines: Sequence[Line]) -> None:
    """All of a draft anew; what a heading is called in English is kept where it stays."""
    english: dict[tuple[str, ...], str] = {
        (one.parent.zh, one.zh) if one.parent else (one.zh,): one.en
        for one in version.headings.select_related("parent")
    }
    invented = dict(version.entries.values_list("code", "invented"))
    version.entries.all().delete()
    version.headings.all().delete()
    desk = Desk(version, lines)
    for path in headings_of(lines):
        heading = desk.heading(path)
        if heading and english.get(path):
            heading.en = english[path]
            heading.save(update_fields=["en"])
    made = [desk.entry(line, place) for place, line in enumerate(lines)]
    for one in made:
        one.invented = invented.get(one.code, one.invented)
    Entry.objects.bulk_create(made)


def sweep(version: Version) -> None:
    """Headings under which nothing stands any more go too, inner ones first."""
    version.headings.filter(parent__isnull=False, entries=None).delete()
    version.headings.filter(parent=None, entries=None, children=None).delete()


def copy_entries(source: Version, target: Version) -> None:
    """Everything of one version onto an empty one."""
    headings: dict[int, Heading] = {}
    for one in source.headings.order_by("place"):
        made = Heading(
            version=target, code=one.code, zh=one.zh, en=one.en, place=one.place,
            parent=headings.get(one.parent_id or 0),
        )  # fmt: skip
        made.save()
        headings[one.pk] = made
    rows = []
    for entry in source.entries.order_by("place").select_related("heading__parent", "document"):
        line_words = entry_words(entry)
        entry.pk, entry.version = None, target
        entry.heading = headings.get(entry.heading_id or 0)
        entry.words = line_words
        rows.append(entry)
    Entry.objects.bulk_create(rows)


def entry_words(entry: Entry) -> str:
    """The words of an entry that stands."""
    return words_of(line_of(entry))


def judged(version: Version, sheet: Sheet) -> tuple[Difference, list[tuple[int, str]], list[Line]]:
    """What taking a sheet would change on a draft, and which of its lines are wrong.

    An entry whose line is wrong stays as it stands on the draft: a slip drops nothing.
    """
    desk, faults = Desk(version, sheet.lines), list(sheet.faults)
    stood = {one.code: one for one in lines_of(version)}
    said = {one.code: one for one in sheet.lines}
    good: dict[str, Line] = {}
    for code in sheet.order:
        line = said.get(code)
        try:
            if line is not None:
                desk.document(line)
        except Refused as no:
            faults.append((sheet.rows[code], str(no)))
            line = None
        if line := line or stood.get(code):
            good.setdefault(code, line)
    kept = list(good.values())
    return difference(list(stood.values()), kept), sorted(faults), kept


def cells_of(lines: Iterable[Line]) -> list[dict[str, str]]:
    """Lines as they travel between the look and the yes."""
    found = []
    for line in lines:
        headings = {f"heading{at}": name for at, name in enumerate(line.headings)}
        said = {name: line.facts[name] for name in FIELDS if line.facts.get(name)}
        found.append({"code": line.code, **headings, **said})
    return found
