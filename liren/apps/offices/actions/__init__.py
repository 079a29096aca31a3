"""Writes to posts, terms, grants; and the hand-over of someone who leaves."""

from liren.apps.offices.actions.grants import check_give, give, take
from liren.apps.offices.actions.handover import hand_over
from liren.apps.offices.actions.kinds import OfficesFile, load_post_kinds
from liren.apps.offices.actions.listing import note_export
from liren.apps.offices.actions.posts import abolish_post, change_post, create_post
from liren.apps.offices.actions.terms import appoint, deputise, end, end_deputy, extend

__all__ = [
    "OfficesFile",
    "abolish_post",
    "appoint",
    "change_post",
    "check_give",
    "create_post",
    "deputise",
    "end",
    "end_deputy",
    "extend",
    "give",
    "hand_over",
    "load_post_kinds",
    "note_export",
    "take",
]
