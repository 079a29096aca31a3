"""Writing about people and homes, one module for each noun."""

from liren.apps.people.actions.duplicates import mark_distinct, merge
from liren.apps.people.actions.families import (
    change_head,
    register_adoption,
    register_birth,
    register_death,
    register_divorce,
    register_marriage,
)
from liren.apps.people.actions.moves import move, move_hukou, move_in, move_out
from liren.apps.people.actions.persons import change, register
from liren.apps.people.actions.searches import note_search
from liren.apps.people.actions.sheets import (
    drop_sheet,
    import_people,
    match_columns,
    take_sheet,
)
from liren.apps.people.actions.tags import TagsFile, load_tag_kinds, renew_tag, tag, untag
from liren.apps.people.actions.undoing import undo, unmerge

__all__ = [
    "TagsFile",
    "change",
    "change_head",
    "drop_sheet",
    "import_people",
    "load_tag_kinds",
    "mark_distinct",
    "match_columns",
    "merge",
    "move",
    "move_hukou",
    "move_in",
    "move_out",
    "note_search",
    "register",
    "register_adoption",
    "register_birth",
    "register_death",
    "register_divorce",
    "register_marriage",
    "renew_tag",
    "tag",
    "take_sheet",
    "undo",
    "unmerge",
    "untag",
]
