"""A spreadsheet of people: its columns, and what a line must say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liren.apps.people.rules import persons
from liren.apps.people.rules.codes import NATIONS, Marital, Paper, Relation, Sex, Work
from liren.apps.people.rules.persons import Bond
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused


class SheetState(TextChoices):
    """What became of a spreadsheet."""

    READ = "read", _("待核对")
    QUEUED = "queued", _("排队导入")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已导入")
    DROPPED = "dropped", _("已放弃")


COLUMNS: Mapping[str, object] = {
    "estate": _("小区"),
    "building": _("楼号"),
    "stairwell": _("单元"),
    "room": _("室号"),
    "household": _("户号"),
    "name": _("姓名"),
    "relation": _("与户主关系"),
    "paper": _("证件种类"),
    "id_number": _("证件号码"),
    "phone": _("联系电话"),
    "sex": _("性别"),
    "born": _("出生日期"),
    "nation": _("民族"),
    "marital": _("婚姻状况"),
    "work": _("从业状况"),
    "employer": _("工作单位"),
    "tie": _("居住或户籍"),
    "hukou_code": _("户籍地代码"),
    "since": _("开始日期"),
}
NEEDED = ("estate", "building", "room", "name")
# how senders call the columns, in any language of the reader
ALIASES: Mapping[str, tuple[str, ...]] = {
    "estate": ("小区", "小区名称", "estate"),
    "building": ("楼号", "幢号", "栋号", "楼栋号", "楼栋", "楼幢", "幢", "栋", "building"),
    "stairwell": ("单元", "单元号", "stairwell"),
    "room": ("室号", "房号", "室", "户室", "门牌", "room"),
    "household": ("户号", "户编号", "household"),
    "name": ("姓名", "人员姓名", "name"),
    "relation": ("与户主关系", "关系", "与户主的关系", "relation"),
    "paper": ("证件种类", "证件类型", "paper"),
    "id_number": ("证件号码", "身份证号", "身份证号码", "公民身份号码", "id number"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "phone"),
    "sex": ("性别", "sex"),
    "born": ("出生日期", "生日", "出生年月日", "born"),
    "nation": ("民族", "nation"),
    "marital": ("婚姻状况", "婚姻", "marital"),
    "work": ("从业状况", "职业", "work"),
    "employer": ("工作单位", "单位", "服务处所", "employer"),
    "tie": ("居住或户籍", "登记种类", "tie"),
    "hukou_code": ("户籍地代码", "户籍地区划代码", "hukou"),
    "since": ("开始日期", "入住日期", "迁入日期", "since"),
}
LONGEST = 80
MOST_COLUMNS = 60
EPOCH = date(1899, 12, 30)  # of dates in spreadsheets


@dataclass(slots=True)
class Line:
    """One line of the sheet that holds together."""

    line: int
    home: tuple[str, str, str, str]
    household: str
    name: str
    relation: str
    paper: str
    id_number: str
    phone: str
    sex: str
    born: date | None
    nation: str
    marital: str
    work: str
    employer: str
    tie: str
    hukou_code: str
    since: date


def guessed(head: Sequence[str], kept: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column stands where: as this sender's columns were matched before, else by name.

    `kept` says by column what the sender calls it.
    """
    titles = [_plain(title) for title in head]
    found: dict[str, int] = {}
    for name in COLUMNS:
        known = [_plain((kept or {}).get(name, "")), *map(_plain, ALIASES[name])]
        place = next((titles.index(one) for one in known if one and one in titles), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def _plain(title: str) -> str:
    return "".join(title.split()).casefold().rstrip("*：:")


def check_mapping(mapping: Mapping[str, int], width: int) -> None:
    """What is needed is there, every column once and inside the sheet."""
    lacks = [str(COLUMNS[name]) for name in NEEDED if name not in mapping]
    if lacks:
        raise Refused(
            "people.no-column",
            _("还没有对应的列：%(columns)s。请在下面选。") % {"columns": "、".join(lacks)},
        )
    places = list(mapping.values())
    if len(set(places)) < len(places) or not all(0 <= place < width for place in places):
        raise Refused("people.column-twice", _("同一列只能对应一项，请改正。"))
    if unknown := set(mapping) - set(COLUMNS):
        raise Refused(
            "people.no-such-column", _("没有这一项：%(name)s。") % {"name": min(unknown)[:20]}
        )


def parsed(number: int, row: Sequence[str], mapping: Mapping[str, int], today: date) -> Line:
    """A line that holds together; refused with what to put right, never with what stands there."""
    cells = {name: _cell(row, place) for name, place in mapping.items()}
    for name, text in cells.items():
        if len(text) > LONGEST:
            raise bad(name, _("“%(column)s”太长，请缩短。"))
    for name in NEEDED:
        if not cells[name]:
            raise bad(name, _("“%(column)s”是空的。"))
    id_number = persons.normal_number(cells.get("id_number", ""))
    paper = _coded(cells, "paper", Paper) or (Paper.RESIDENT if id_number else Paper.NONE)
    persons.check_number(paper, id_number, today)
    born, sex = _day(cells, "born"), _coded(cells, "sex", Sex)
    if paper == Paper.RESIDENT:
        born = born or persons.born_of(id_number)
        sex = sex or persons.sex_of(id_number)
        persons.check_agrees(id_number, born, sex)
    if born:
        persons.check_born(born, today)
    since = _day(cells, "since") or today
    if since > today:
        raise bad("since", _("“%(column)s”晚于今天。"))
    return Line(
        line=number,
        home=(cells["estate"], _number(cells["building"]), _number(cells.get("stairwell", "")),
              _number(cells["room"])),
        household=cells.get("household", ""),
        name=cells["name"][: persons.LONGEST_NAME],
        relation=_coded(cells, "relation", Relation, RELATIONS),
        paper=paper, id_number=id_number, phone=_phone(cells), sex=sex or Sex.UNKNOWN, born=born,
        nation=_nation(cells), marital=_coded(cells, "marital", Marital),
        work=_coded(cells, "work", Work), employer=cells.get("employer", ""),
        tie=_coded(cells, "tie", Bond) or Bond.HOME, hukou_code=_county(cells), since=since,
    )  # fmt: skip


def bad(name: str, sentence: object) -> Refused:
    """A cell that cannot be taken, by its column."""
    return Refused("people.bad-cell", str(sentence) % {"column": COLUMNS[name]})


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _number(text: str) -> str:
    return text.rstrip("栋幢号楼单元室房").strip().removesuffix(".0")


RELATIONS = {
    "本人": Relation.HEAD, "妻": Relation.SPOUSE, "夫": Relation.SPOUSE,
    "妻子": Relation.SPOUSE, "丈夫": Relation.SPOUSE, "儿子": Relation.SON, "长子": Relation.SON,
    "次子": Relation.SON, "女儿": Relation.DAUGHTER, "长女": Relation.DAUGHTER,
    "次女": Relation.DAUGHTER, "父亲": Relation.PARENT, "母亲": Relation.PARENT,
    "父": Relation.PARENT, "母": Relation.PARENT, "孙子": Relation.GRANDCHILD,
    "孙女": Relation.GRANDCHILD, "外孙": Relation.GRANDCHILD, "外孙女": Relation.GRANDCHILD,
    "租客": Relation.NONE, "其他": Relation.NONE,
}  # fmt: skip
# the words of Chinese sheets, whatever language the reader has
_WORDS: Mapping[type[TextChoices], Mapping[str, str]] = {
    Sex: {"男": "1", "女": "2"},
    Bond: {"居住": "home", "常住": "home", "户籍": "hukou"},
    Paper: {"身份证": "resident", "居民身份证": "resident", "护照": "passport", "无": "none"},
    Marital: {"未婚": "10", "已婚": "20", "丧偶": "30", "离婚": "40", "离异": "40"},
    Work: {"退休": "80", "学生": "31", "无业": "70", "工人": "24", "农民": "27", "职员": "17"},
    Relation: {"户主": "02", "配偶": "10", "子": "20", "女": "30", "女婿": "28", "儿媳": "38",
               "父母": "50", "祖父母": "60", "兄弟姐妹": "70", "非亲属": "99"},
}  # fmt: skip


def _coded(
    cells: Mapping[str, str],
    name: str,
    choices: type[TextChoices],
    more: Mapping[str, str] | None = None,
) -> str:
    said = cells.get(name, "")
    if not said:
        return ""
    words = _WORDS[choices]
    if said in words:
        return words[said]
    if more and said in more:
        return str(more[said])
    for code, label in choices.choices:
        if said in (code, str(label)):
            return str(code)
    raise bad(name, _("“%(column)s”的写法认不出，请按代码表填写。"))


def _nation(cells: Mapping[str, str]) -> str:
    said = cells.get("nation", "")
    if not said or said in NATIONS:
        return said
    found = next((code for code, word in NATIONS.items() if said in (word, word[:-1])), "")
    if not found:
        raise bad("nation", _("“%(column)s”的写法认不出，请按代码表填写。"))
    return found


def _phone(cells: Mapping[str, str]) -> str:
    said = cells.get("phone", "").removesuffix(".0")
    if said and not (5 <= len(said) <= 20 and set(said) <= set("0123456789+-() ")):
        raise bad("phone", _("“%(column)s”不是电话号码。"))
    return said


def _county(cells: Mapping[str, str]) -> str:
    said = cells.get("hukou_code", "").removesuffix(".0")
    if said and not (said.isascii() and said.isdigit() and len(said) == 6):
        raise bad("hukou_code", _("“%(column)s”须是六位数字。"))
    return said


def _day(cells: Mapping[str, str], name: str) -> date | None:
    said = cells.get(name, "")
    if not said:
        return None
    try:
        text = said.replace("年", "-").replace("月", "-").rstrip("日")
        text = text.replace("/", "-").replace(".", "-").split(" ")[0].split("T")[0]
        if text.isdigit() and len(text) == 5:
            return EPOCH + timedelta(days=int(text))
        if text.isdigit() and len(text) == 8:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        year, month, day = (int(one) for one in text.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise bad(name, _("“%(column)s”不是日期，请写成 2024-05-01。")) from None
