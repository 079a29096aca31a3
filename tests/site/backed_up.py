"""Programs for the tests of backups: a town that is written to, and what is found after a restore.

Started as processes of their own, because each works in another database than the test does.
"""

import os
import sys
import time

import django

KEEPER, PHONE = "keeper", "13800990101"


def build() -> None:
    """The town, somebody with a phone who can log in, and a sealed record."""
    from liren.kernel.access.transaction import together
    from liren.kernel.audit import chain, publish, roots
    from liren.kernel.testing import world
    from tests import town

    together(town.build)
    keeper = world.user(KEEPER)
    keeper.phone = PHONE
    keeper.save()
    chain.seal()
    if last := roots.latest():  # an older transaction on the server holds sealing up
        publish.write_down(last)


def write() -> None:
    """Report cases with pictures until the file named in the environment is gone."""
    from liren.apps.cases import actions
    from liren.kernel.access.models import Area, User
    from liren.kernel.access.who import actor_of
    from tests import town

    grid = Area.objects.get(path=town.OWN + "01.")
    reporter = actor_of(User.objects.get(username="maker-reporter"))
    desk = actor_of(User.objects.get(username="maker-desk"))
    here = town.Town(grid=grid)
    here.makers = {"reporter": reporter, "desk": desk}
    stop = os.environ["WRITE_WHILE"]
    while os.path.exists(stop):
        case = actions.accept(desk, town.report(here))
        town.picture_of(here, case)
        print(case.pk, flush=True)
        time.sleep(0.05)


def look() -> None:
    """Log in, open a picture, read a phone number; one line for each thing that works."""
    from django.contrib.auth import authenticate
    from django.test import Client, RequestFactory

    from liren.apps.cases.models import Picture
    from liren.kernel.access.models import User
    from liren.kernel.testing import world

    keeper = User.objects.get(username=KEEPER)
    print("phone", keeper.phone.open())
    print("found", User.objects.with_phone(PHONE).get().username)
    here = RequestFactory().get("/login/")
    print("known", authenticate(here, username=KEEPER, password=world.PASSWORD) == keeper)
    print("wrong", authenticate(here, username=KEEPER, password="wrong-horse-7-battery"))
    picture = Picture.objects.order_by("pk")[0]
    client = Client()
    client.force_login(User.objects.get(username="maker-desk"))
    address = f"/cases/{picture.case.uid}/pictures/{picture.uid}/"
    for tail in ("", "s.jpg"):
        answer = client.get(f"{address}{tail}", follow=True)
        print("picture", answer.status_code, b"".join(answer)[:3].hex())


if __name__ == "__main__":
    django.setup()
    {"build": build, "write": write, "look": look}[sys.argv[1]]()
