"""The English catalogue is complete, compiled and used; Chinese stays what the source says."""

from datetime import date

import pytest
from django.utils import formats
from django.utils.translation import gettext, ngettext, override

from liren.apps.cases.rules import BUTTONS, STEP_WORDS, State
from scripts import messages


def test_the_catalogue_is_complete() -> None:
    assert messages.check() == []


def test_sentences_are_found_where_programs_and_templates_hide_them() -> None:
    program = 'f"{_(\'甲\')}.xlsx"; in_context("where", "乙"); ngettext("%(n)s 丙", "%(n)s 丙", 2)'
    assert set(messages.said(program)) == {
        messages.Key("甲"),
        messages.Key("乙", context="where"),
        messages.Key("%(n)s 丙", "%(n)s 丙"),
    }


def test_sentences_of_templates_are_what_is_looked_up() -> None:
    text = """
      {% blocktranslate count n=rows|length trimmed %}
        “{{ n }}” 件
      {% plural %}{{ n }} 件{% endblocktranslate %}
      {% include "web/empty.html" with title=_("没有") only %}
      {% translate "一" context "weekday" %}
    """
    assert set(messages.said(messages.template(text))) == {
        messages.Key("“%(n)s” 件", "%(n)s 件"),
        messages.Key("没有"),
        messages.Key("一", context="weekday"),
    }


@pytest.mark.parametrize(
    ("sentence", "translation", "fault"),
    [
        ("共 %(n)s 件", "cases", "other placeholders"),
        ("请运行：{path}", "Run {file}", "other placeholders"),
        ("共 {n:.1f} 件", "{n:.1f} cases", ""),
        ("没有", "", "empty"),
        ("没有", "没有", "Chinese"),
        ("没有", "None", ""),
    ],
)
def test_faults_of_a_translation(sentence: str, translation: str, fault: str) -> None:
    catalogue = messages.English(locale="en")
    entry = catalogue.add(sentence, translation)
    found = list(messages.faults_of(messages.Key(sentence), entry))
    assert [one.startswith(fault) for one in found] == ([True] if fault else [])


def test_a_missing_plural_is_a_fault() -> None:
    entry = messages.English(locale="en").add(("%(n)s 天", "%(n)s 天"), ("%(n)s day", ""))
    assert list(messages.faults_of(messages.Key("%(n)s 天", "%(n)s 天"), entry)) == ["empty"]


def test_english_is_english() -> None:
    with override("en"):
        assert gettext("待受理") == "To accept"
        assert ngettext("%(count)d 天", "%(count)d 天", 1) % {"count": 1} == "1 day"
        assert str(State.REJECTED.label) == "Declined"
        assert (BUTTONS["cases.reject"], STEP_WORDS["cases.reject"]) == ("Decline", "Declined")


def test_chinese_is_the_source() -> None:
    with override("zh-hans"):
        assert gettext("待受理") == "待受理"
        assert (BUTTONS["cases.sign"], STEP_WORDS["cases.sign"]) == ("签收", "签收")
        assert str(State.REJECTED.label) == "不予受理"
        # what Django itself says, and how it writes a day
        assert gettext("This field is required.") == "这个字段是必填项。"
        assert formats.date_format(date(2026, 3, 5)) == "2026年3月5日"
