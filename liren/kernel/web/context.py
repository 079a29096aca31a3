"""The context processor `shell`: what every page needs besides its own content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from liren.kernel.web.menu import Menu, Person, nearest

SIZE_COOKIE = "liren_size"


@dataclass(frozen=True)
class Shell:
    """The menu of this request with its current link, the letters' size and the language."""

    menu: Menu
    current: str
    person: Person | None
    size: str
    lang: str


def shell(request: HttpRequest) -> dict[str, object]:
    """Nothing is computed for parts that do not draw the shell."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> Shell:
    """Everything around the page of this request."""
    menu = menu_of(request)
    items = [item for group in menu.groups for item in group.items]
    urls = [item.url for item in [*items, *menu.tabs, *menu.links]]
    return Shell(
        menu=menu,
        current=nearest(urls, request.get_full_path()),
        person=menu.person or person_of(request),
        size=size_of(request),
        lang=lang_of(get_language() or settings.LANGUAGE_CODE),
    )


def menu_of(request: HttpRequest) -> Menu:
    """The site's menu; an empty one where the site names none."""
    name = getattr(settings, "LIREN_MENU", "")
    if not name:
        return Menu()
    menu: Menu = import_string(name)(request)
    return menu


def person_of(request: HttpRequest) -> Person | None:
    """The signed-in user in two words, when the menu does not say more."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return Person(name=str(getattr(user, "name", "") or user.get_username()))


def size_of(request: HttpRequest) -> str:
    """`large` when this browser asked for large letters."""
    return "large" if request.COOKIES.get(SIZE_COOKIE) == "large" else ""


def lang_of(code: str) -> str:
    """The language as HTML wants it."""
    return "zh-Hans" if code.lower().startswith("zh") else code
