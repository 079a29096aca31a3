"""Offices for the matrix: posts with and without people, a deputy, a grant, a hand-over."""

from dataclasses import dataclass
from datetime import timedelta

from liren.apps.bodies.models import Body
from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, Deputy, HandOver, Post, PostKind
from liren.kernel.access.models import Grant, User
from liren.kernel.base.clock import today
from liren.kernel.testing import world


@dataclass
class Staffed:
    """Everything by name; none of the posts carries a role, so that all who may fill them can."""

    post: Post
    empty: Post
    term: Appointment
    spare: Appointment
    deputy: Deputy
    grant: Grant
    held: User
    plain: User
    handed: HandOver


def staff(body: Body) -> Staffed:
    """Posts of a body, filled by a security administrator whom nobody asks."""
    keeper = world.actor("maker-keeper", "security_administrator", "990101.")
    kind = PostKind.objects.get(code="office_staff")
    post = actions.create_post(keeper, body, kind=kind, title="工作人员", seats=9)
    empty = actions.create_post(keeper, body, kind=kind, title="空岗")
    term = actions.appoint(keeper, post, name="沈玉珍")
    until = today() + timedelta(days=5)
    plain, leaver = world.user("maker-plain"), world.user("maker-leaver")
    deputy = actions.deputise(
        keeper,
        actions.appoint(keeper, post, name="陆晓东"),
        person=plain,
        since=today(),
        until=until,
        reason="产假",
    )
    held = world.user("maker-held")
    grant = actions.give(keeper, body.area, person=held, role="rc_member", basis="任职通知")
    handed = actions.hand_over(keeper, body.area, person=leaver, plan={}, reason="调动")
    spare = actions.appoint(keeper, post, name="何惠芳")
    return Staffed(post, empty, term, spare, deputy, grant, held, plain, handed)
