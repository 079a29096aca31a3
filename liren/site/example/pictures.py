"""Drawings in the place of photographs: what was found, and the same spot after the work.

They are drawn, not photographed, because an invented district has no real places. Which cases have
them follows from the place alone, so that everything else stays as it is.
"""

import random
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from liren.apps.cases import actions
from liren.apps.cases.models import Picture
from liren.kernel.access.who import actor_of
from liren.kernel.files.storing import Received, store

if TYPE_CHECKING:
    from liren.kernel.access.actor import Actor
    from liren.site.example.people import Town
    from liren.site.example.plans import Plan

ONE_IN = 34
WIDE, HIGH = 640, 480
GROUND = 330
WALLS = ("#d9cfc0", "#c9d3d6", "#d8d2da", "#cfd8c6")
HEAPS = ("#8a6a45", "#5d6b4c", "#6f6f78", "#9a7b52", "#49566b")
COVERED = (0.06, 0.52, 0.22, 0.3)  # where every drawing has its number plate
WHY = "照片里有无关车辆的号牌，予以遮盖。"


def has_pictures(plan: "Plan") -> bool:
    """Whether somebody had a telephone at hand."""
    return mark(plan) % ONE_IN == 0


def mark(plan: "Plan") -> int:
    """A number that belongs to the place and the matter."""
    return crc32(f"{plan.spot.address} {plan.kind.code}".encode())


def found(actor: "Actor", plan: "Plan") -> dict[str, Any]:
    """What the reporter sends along."""
    return {"pictures": [sent(actor, plan, done=False)]} if has_pictures(plan) else {}


def left(actor: "Actor", plan: "Plan", rounds: int = 0) -> dict[str, Any]:
    """What the handler sends with the outcome."""
    if not has_pictures(plan):
        return {}
    return {"after_pictures": [sent(actor, plan, done=True, rounds=rounds)]}


def sent(actor: "Actor", plan: "Plan", *, done: bool, rounds: int = 0) -> Received:
    """One drawing through the same door as every photograph."""
    content = drawn(mark(plan), done=done, rounds=rounds)
    return store(actor, SimpleUploadedFile("drawing.png", content, "image/png"))


def drawn(seed: int, *, done: bool, rounds: int = 0) -> bytes:
    """A wall, the ground before it, and what lies there or does not lie there any more."""
    luck = random.Random(seed)
    image = Image.new("RGB", (WIDE, HIGH), luck.choice(WALLS))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, GROUND, WIDE, HIGH), fill="#a9a69f")
    for place in range(3):
        x = 60 + 200 * place + luck.randrange(-20, 20)
        pen.rectangle((x, 60, x + 110, 190), fill="#7fa3bd", outline="#f4f4f0", width=6)
    pen.rectangle((40, 260, 170, 370), fill="#3f4d63")
    pen.rectangle((62, 330, 148, 352), fill="#f0f4f8", outline="#223")
    heap(pen, luck, luck.choice(HEAPS), swept=done)
    if done:  # the marks of the broom, a few more each time
        for line in range(4 + rounds):
            pen.line((240 + 60 * line, 400, 300 + 60 * line, 440), fill="#bcb9b2", width=5)
    into = BytesIO()
    image.save(into, "PNG")
    return into.getvalue()


def heap(pen: ImageDraw.ImageDraw, luck: random.Random, colour: str, *, swept: bool) -> None:
    """Boxes and bags, one upon the other."""
    for _piece in range(luck.randrange(5, 9)):
        x, y = luck.randrange(220, 520), luck.randrange(270, 400)
        wide, high = luck.randrange(50, 120), luck.randrange(40, 80)
        round_one = luck.random() < 0.5
        if swept:
            continue
        draw = pen.ellipse if round_one else pen.rectangle
        draw((x, y, x + wide, y + high), fill=colour, outline="#2b2620", width=3)


def cover_one(town: "Town") -> None:
    """One picture in which somebody's number plate could be read, and cannot any more."""
    picture: Any = Picture.objects.select_related("case", "file").order_by("-at", "-pk").first()
    if picture is None:
        return
    desk = actor_of(town.actors[f"desk:{picture.area_path.replace('.', '')[:9]}"][0].user)
    actions.cover_picture(desk, picture, boxes=[COVERED], reason=WHY)
