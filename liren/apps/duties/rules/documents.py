"""Policy documents: what has to be said of one before anything may stand on it."""

from collections.abc import Sequence

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

LONGEST_TITLE, LONGEST_TEXT, LONGEST_ARTICLE = 200, 20000, 4000
MOST_ARTICLES = 400


def check_document(title: str, issuer: str) -> None:
    """A document has a title, and somebody who issued it."""
    if len(title.strip()) < 4:
        raise Refused("duties.no-title", _("文件标题太短，请写全称。"))
    if len(issuer.strip()) < 2:
        raise Refused("duties.no-issuer", _("请写明发文机关。"))


def check_chain(own: int | None, above: Sequence[int]) -> None:
    """A document does not replace itself, not even by way of others."""
    if own is not None and own in above:
        raise Refused("duties.own-successor", _("一份文件不能废止它自己，请核对“废止的文件”。"))


def check_number(taken: bool) -> None:
    """A number belongs to one document."""
    if taken:
        raise Refused("duties.number-taken", _("这个文号已有登记，请先查一查是不是同一份文件。"))


def articles_in(text: str) -> list[tuple[str, str]]:
    """Articles as they are typed: each begins with its label, then a blank and its words.

    A line that names no article goes on with the one before it.
    """
    found: list[tuple[str, str]] = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        label, _blank, words = line.replace("\u3000", " ").partition(" ")
        if is_label(label) and words.strip():
            found.append((label, words.strip()))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
        else:
            raise Refused("duties.no-label", _("每条先写“第几条”，空一格，再写条文。"))
    check_articles(found)
    return found


def is_label(word: str) -> bool:
    """第十二条, 第三章, 二（三）: a numeral between two signs, or a short number."""
    return (word.startswith("第") and word[-1:] in "条章节款项部分") or word.startswith("附")


def check_articles(articles: Sequence[tuple[str, str]]) -> None:
    """Articles are few enough, short enough, and none stands twice."""
    labels = [label for label, _words in articles]
    if len(labels) > MOST_ARTICLES or any(len(w) > LONGEST_ARTICLE for _l, w in articles):
        raise Refused("duties.long-articles", _("条文太长。请只登记清单和参数用到的条款。"))
    again = next((one for one in labels if labels.count(one) > 1), "")
    if again:
        sentence = _("“%(label)s”写了两次，请合并。")
        raise Refused("duties.same-article", sentence % {"label": again})
    if any(len(label) > 40 for label in labels):
        raise Refused("duties.no-label", _("每条先写“第几条”，空一格，再写条文。"))
