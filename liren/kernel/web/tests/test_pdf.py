"""Papers: read back from the PDF itself, and nothing reached that is not of the house."""

import re
import threading
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from pypdf import PdfReader

from liren.kernel.base.errors import Away, Refused
from liren.kernel.web import pdf, typesetter
from liren.kernel.web.missing import refusal
from liren.kernel.web.paper import (
    Column,
    Table,
    Voucher,
    VoucherLine,
    heading_lines,
    table,
)

AT = "2026-11-23T01:30:00Z"
BASE = "http://liren.example/"
HOSTILE = "<script>alert(1)</script><img src='http://203.0.113.7/x.png'>{{ 7 }}\u202e\u0007=1+1"
COLUMNS = [Column("社区", width=60), Column("金额（元）", figures=True, width=40)]


@pytest.fixture(autouse=True)
def proof_is_forgotten() -> Iterator[None]:
    """Whether PDF can be made is asked anew in every test."""
    yield
    pdf.typeset.__dict__.pop("proved", None)


@pytest.fixture
def request_of_shen() -> HttpRequest:
    """Somebody asks for a paper."""
    request = RequestFactory().get("/", headers={"host": "liren.example"})
    request.user = SimpleNamespace(is_authenticated=True, name="沈静怡")  # type: ignore[assignment]
    return request


def made(request: HttpRequest, template: str, **context: Any) -> bytes:
    """The paper of a context, at a moment that stands still."""
    with time_machine.travel(AT, tick=False):
        answer = pdf.pdf_of(request, f"web/pdf/{template}.html", context, name="第三季度/经费")
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def read(content: bytes) -> PdfReader:
    """A paper, opened by a library that did not make it."""
    return PdfReader(BytesIO(content))


def words(content: bytes) -> list[str]:
    """What stands on each page, without blanks."""
    return [re.sub(r"\s", "", page.extract_text()) for page in read(content).pages]


def report(request: HttpRequest, rows: int = 70, **more: Any) -> bytes:
    """A report with one table."""
    lines = [(f"第{n}社区", f"{n}.00") for n in range(1, rows + 1)]
    found = table(COLUMNS, lines, totals=[("合计", "1,234.50")], most=60)
    facts: dict[str, Any] = {"title": "社区经费", "place": "和安区", "period": "2026 年第三季度"}
    facts |= {"sources": ["经费账簿"], "notes": ["以回单为准"], "tables": [found]}
    return made(request, "report", **{**facts, **more})


# ── what stands on it ───────────────────────────────────────────────────────────────────────


def test_a_report_can_be_read_back(request_of_shen: HttpRequest) -> None:
    content = report(request_of_shen)
    pages = words(content)
    assert len(pages) >= 2
    for n, page in enumerate(pages, start=1):
        assert f"第{n}页/共{len(pages)}页" in page
        assert "沈静怡于2026-11-2309:30导出，仅供工作使用，请勿外传。" in page
    assert "社区金额（元）" in pages[0]
    assert "社区金额（元）" in pages[1], "the head is repeated"
    whole = "".join(pages)
    assert "第60社区60.00" in whole
    assert "合计1,234.50" in whole
    assert "还有10行没有列出" in whole
    assert "第61社区" not in whole
    assert "沈静怡于2026-11-2309:30制作" in whole
    assert "经费账簿" in whole
    assert "以回单为准" in whole


def test_a_paper_says_what_it_is(request_of_shen: HttpRequest) -> None:
    found = read(report(request_of_shen))
    said, size = found.metadata, found.pages[0].mediabox
    assert said
    assert (said.title, said.producer, said.author) == ("社区经费", pdf.PRODUCER, "沈静怡")
    assert str(said["/CreationDate"]) == "D:20261123093000+08'00"
    assert str(found.root_object["/Lang"]) == "zh-Hans"
    assert (round(size.width), round(size.height)) == (595, 842)


def test_the_same_matter_makes_the_same_bytes(request_of_shen: HttpRequest) -> None:
    assert report(request_of_shen, 3) == report(request_of_shen, 3)


def test_the_fonts_are_inside_and_are_chinese_ones(request_of_shen: HttpRequest) -> None:
    page: Any = read(report(request_of_shen, 1)).pages[0]
    fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]
    kinds = [one["/DescendantFonts"][0].get_object() for one in fonts]
    assert all("/FontFile2" in one["/FontDescriptor"] or "/FontFile3" in one["/FontDescriptor"]
               for one in kinds)  # fmt: skip
    assert any("CJK" in one["/BaseFont"] or "Han" in one["/BaseFont"] for one in kinds)


def test_papers_are_in_the_language_of_who_asks(request_of_shen: HttpRequest) -> None:
    with translation.override("en"):
        content = report(request_of_shen, 1)
    assert str(read(content).root_object["/Lang"]) == "en"


def test_an_official_document_has_its_parts(request_of_shen: HttpRequest) -> None:
    content = made(
        request_of_shen,
        "official",
        organ="望江街道办事处文件",
        number="望街办〔2026〕18号",
        title="关于幸福里社区楼道堆物集中整治情况的通报",
        to="各社区居民委员会",
        text="为消除消防安全隐患。\n\n共排查楼栋二百一十三栋。",
        attachments=["整治清单"],
        signer="望江街道办事处",
        day=date(2026, 11, 18),
        copies="区应急管理局",
    )
    (page,) = words(content)
    order = ["望江街道办事处文件", "望街办〔2026〕18号", "关于幸福里", "各社区居民委员会：",
             "为消除消防安全隐患。", "附件：1.整治清单", "2026年11月18日", "抄送：区应急管理局。",
             "—1—"]  # fmt: skip
    assert [page.find(one) for one in order] == sorted(page.find(one) for one in order)
    assert page.find("望江街道办事处文件") >= 0
    assert "沈静怡" not in page, "it is for everybody"


def test_vouchers_stand_two_on_a_page(request_of_shen: HttpRequest) -> None:
    lines = [VoucherLine("拨付", "银行存款", 100_000), VoucherLine("拨付", "拨款收入", 0, 100_000)]
    long = Voucher("和苑社区", "记字第 13 号", date(2026, 9, 30), lines * 4, maker="沈静怡")
    short = Voucher("和苑社区", "记字第 12 号", date(2026, 9, 30), lines, attachments=2)
    pages = words(made(request_of_shen, "voucher", vouchers=[short, long]))
    assert len(pages) == 2
    assert "合计壹仟元整1,000.001,000.00" in pages[0]
    assert "附单据2张" in pages[0]
    assert "记字第13号（1/2）" in pages[0]
    assert "转下页" in pages[0]
    assert "合计肆仟元整4,000.004,000.00" in pages[1]
    assert "制单：沈静怡" in pages[1]


# ── rows and headings ───────────────────────────────────────────────────────────────────────


def test_a_table_says_what_it_leaves_out(settings: Any) -> None:
    settings.LIREN_PDF_ROWS = 5
    found = table([Column("n")], ((n,) for n in range(12)))
    assert (found.shown, found.left) == (5, 7)
    assert table([Column("n")], [(1,)]).left == 0


def test_a_row_has_as_many_cells_as_there_are_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        _ = Table([Column("a"), Column("b")], [("only",)]).lines


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("通知", ["通知"]),
        (
            "关于进一步做好和安区清河街道二〇二六年冬季居家养老服务工作的通知",
            ["关于进一步做好和安区清河街道二〇", "二六年冬季居家养老服务工作的通知"],
        ),
    ],
)
def test_headings_break_into_even_lines(heading: str, lines: list[str]) -> None:
    assert heading_lines(heading) == lines


def test_a_heading_keeps_words_and_brackets_whole() -> None:
    for long in ("关于印发《社区工作事项准入管理办法（试行）》的通知及实施意见汇编",
                 "关于 Liren2026 platform 上线运行有关事项以及培训安排的补充通知"):  # fmt: skip
        first, *others = heading_lines(long)
        assert "".join([first, *others]) == long
        assert all(4 <= len(one) <= 20 for one in [first, *others])
        assert first[-1] not in "《（〔"
        assert all(one[0] not in "》）〕，、的" for one in others)


# ── what it must not do ─────────────────────────────────────────────────────────────────────


def test_what_somebody_typed_stays_text(request_of_shen: HttpRequest) -> None:
    found = table([Column(HOSTILE)], [(HOSTILE,)], caption=HOSTILE)
    content = report(request_of_shen, title="标题" + HOSTILE, tables=[found], notes=[HOSTILE])
    whole = "".join(words(content))
    assert whole.count("<script>alert(1)</script>") >= 3
    assert whole.count("{{7}}") >= 3
    for tag in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile"):
        assert tag not in content


REACHING = [
    '<img src="http://{host}/a.png">',
    '<link rel="stylesheet" href="http://{host}/a.css">',
    '<img src="file:///etc/hostname">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="stylesheet" href="/static/../../etc/passwd">',
    '<img src="../../../etc/hostname">',
    "<style>@import 'http://{host}/b.css';"
    "@font-face {{ font-family: x; src: url(file:///etc/passwd) }}"
    "p {{ background: url(http://{host}/c.png); font-family: x }}</style>",
    '<object data="http://{host}/d.svg"></object><embed src="ftp://{host}/e">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname"/>'
    '<use href="http://{host}/f.svg#a"/></svg>',
    '<base href="http://{host}/"><img src="/static/web/mark.svg">',
    '<img src="data:text/html,<p>x">',
]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A port of this machine that notes whoever knocks."""
    import socket

    heard: list[bytes] = []
    door = socket.create_server(("127.0.0.1", 0))
    door.settimeout(0.2)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                came, _who = door.accept()
            except TimeoutError:
                continue
            heard.append(b"came")
            came.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"127.0.0.1:{door.getsockname()[1]}", heard
    done.set()
    thread.join()
    door.close()


def test_a_document_reaches_nothing(listener: tuple[str, list[bytes]]) -> None:
    host, heard = listener
    page = "<html lang=zh-Hans><p>里仁</p>" + "".join(REACHING).format(host=host)
    content = pdf.typeset(page, BASE)
    assert heard == []
    found = read(content)
    assert "里仁" in found.pages[0].extract_text()
    assert not found.attachments
    assert [image for one in found.pages for image in one.images] == []
    hostname = Path("/etc/hostname").read_bytes().strip()
    assert b"root:" not in content
    assert hostname not in content


@pytest.mark.parametrize(
    "url",
    [
        "http://203.0.113.7/a.css",
        "https://liren.example/static/web/pdf/sheet.css",
        "file:///etc/passwd",
        "http://liren.example/static/../../../etc/passwd",
        "http://liren.example/static/web/pdf/%2e%2e/%2e%2e/mark.svg",
        "http://liren.example/cases/",
        "data:text/html,<p>x",
        "data:image/png;base64," + "A" * typesetter.LONGEST_PICTURE + "A",
    ],
)
def test_an_address_that_is_not_ours_is_not_there(url: str) -> None:
    with pytest.raises(PermissionError):
        typesetter.found(url, BASE, pdf.files())


def test_our_own_sheets_and_pictures_are_there() -> None:
    sheet = f"{BASE}static/web/pdf/sheet.css"
    kind, content = typesetter.found(sheet, BASE, pdf.files())
    assert (kind, b"@page" in content.read()) == ("text/css", True)
    kind, content = typesetter.found("data:image/png;base64,aGFsbG8=", BASE, {})
    assert (kind, content.read()) == ("image/png", b"hallo")


def test_the_program_sees_no_key_and_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIREN_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///x")
    assert set(pdf.surroundings()) <= set(pdf.SEEN)


def test_files_are_neither_written_nor_read_elsewhere() -> None:
    ours = frozenset({"/a/sheet.css"})
    assert typesetter.may_open(("/a/sheet.css", "r", 0), ours)
    assert not typesetter.may_open(("/a/sheet.css", "w", 0), ours)
    assert not typesetter.may_open(("/etc/passwd", "rb", 0), ours)
    assert not typesetter.may_open(("/a/../etc/passwd", "rb", 0), ours)


# ── where it cannot be made ─────────────────────────────────────────────────────────────────


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine whose text library is missing: importing it says so."""
    hidden = 'raise OSError("cannot load library libpango-1.0-0")\n'
    (tmp_path / "weasyprint.py").write_text(hidden)
    seen = {**pdf.surroundings(), "PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(pdf, "surroundings", lambda: seen)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "请管理员"), ("en", "PDF")])
def test_without_its_library_one_command_is_named(
    without_library: None, request_of_shen: HttpRequest, language: str, words: str
) -> None:
    with translation.override(language):
        with pytest.raises(Away) as no:
            report(request_of_shen, 1)
        assert (no.value.code, pdf.INSTALL in str(no.value)) == ("web.no-pdf", True)
        assert words in str(no.value)
        with pytest.raises(Away):
            pdf.ready()


def test_being_away_is_a_503(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]
    request.session = {}  # type: ignore[assignment]
    answer = refusal(request, Away("web.no-pdf", f"{pdf.INSTALL}。"))
    assert answer.status_code == 503
    assert pdf.INSTALL in answer.content.decode()


def test_without_a_chinese_font_one_command_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    seen = {**pdf.surroundings(), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    monkeypatch.setattr(pdf, "surroundings", lambda: seen)
    with pytest.raises(Away) as no:
        pdf.typeset("<p>里仁</p>", BASE)
    assert (no.value.code, "中文字体" in str(no.value)) == ("web.no-pdf", True)
    assert pdf.INSTALL in str(no.value)


def test_a_paper_that_takes_too_long_is_stopped(settings: Any) -> None:
    settings.LIREN_PDF_SECONDS = 1
    rows = "<tr><td>社区</td><td>1.00</td></tr>" * 5000
    with pytest.raises(Refused) as no:
        pdf.typeset(f"<table>{rows}</table>", BASE)
    assert no.value.code == "web.pdf-too-long"


def test_a_paper_that_takes_too_much_is_stopped(settings: Any) -> None:
    settings.LIREN_PDF_MEMORY = 120
    with pytest.raises(Refused) as no:
        pdf.typeset("<p>里仁</p>", BASE)
    assert no.value.code in ("web.pdf-too-long", "web.pdf-failed")


def test_no_more_than_two_wait() -> None:
    assert pdf.PLACE.acquire(blocking=False)
    assert pdf.PLACE.acquire(blocking=False)
    try:
        with pytest.raises(Away) as no:
            pdf.typeset("<p>里仁</p>", BASE)
        assert no.value.code == "web.pdf-busy"
    finally:
        pdf.PLACE.release(2)
