"""Writing about people and homes, one module for each noun."""

from liren.apps.people.actions.persons import change, register
from liren.apps.people.actions.searches import note_search
from liren.apps.people.actions.tags import TagsFile, load_tag_kinds, renew_tag, tag, untag

__all__ = [
    "TagsFile",
    "change",
    "load_tag_kinds",
    "note_search",
    "register",
    "renew_tag",
    "tag",
    "untag",
]
