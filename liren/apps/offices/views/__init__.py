"""Pages of posts, terms, grants and people."""

from liren.apps.offices.views.grants import export, give, giving, listing, take
from liren.apps.offices.views.handover import hand_over, handed
from liren.apps.offices.views.people import mine, person
from liren.apps.offices.views.posts import abolish, change, create, post, posts
from liren.apps.offices.views.terms import appoint, deputise, end, end_deputy, extend

__all__ = [
    "abolish",
    "appoint",
    "change",
    "create",
    "deputise",
    "end",
    "end_deputy",
    "export",
    "extend",
    "give",
    "giving",
    "hand_over",
    "handed",
    "listing",
    "mine",
    "person",
    "post",
    "posts",
    "take",
]
