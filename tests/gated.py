"""What passed the gate in the town of the matrix: tasks at every stage, refusals, exceptions."""

from dataclasses import dataclass
from datetime import timedelta

from liren.apps.duties.models import Application, Assignment, Cover, Emergency, Hearing, Refusal
from liren.apps.duties.rules.admission import AskKind, State
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.testing import world


@dataclass
class Gated:
    """An admission, a task at each stage, two refusals, two exceptions."""

    application: Application
    sent: Assignment
    signed: Assignment
    done: Assignment
    stands: Refusal
    appealed: Refusal
    waits: Emergency
    runs: Emergency


def gated(asker: Body, community: Area) -> Gated:
    """The body of the own community asks it for a survey."""
    world.body("b-department", "department", "990101.")
    asks, pays = world.user("gate-asks"), world.user("gate-pays")
    day = today()
    application = Application.objects.create(
        body=asker, area=community, kind=AskKind.SURVEY, title="入户调查", reason="摸底",
        start_on=day, end_on=day + timedelta(days=90), unit="户", unit_fen=500,
        state=State.ACTIVE, drafted_by=asks, drafted_at=now(), stage_at=now(),
    )  # fmt: skip
    Hearing.objects.create(application=application, area=community, quantity=500, admitted=True)
    Cover.objects.create(
        application=application, area=community, kind="budget", fen=1_000_000, paper="预算批复",
        recorded_by=asks, recorded_at=now(), confirmed_by=pays, confirmed_at=now(),
    )  # fmt: skip

    def task(state: str, done: int = 0) -> Assignment:
        return Assignment.objects.create(
            application=application, passed_as="admission", asker=asker, area=community,
            kind=AskKind.SURVEY, title="入户调查", unit="户", quantity=10, done_quantity=done,
            due_on=day, state=state, sent_by=asks, sent_at=now(),
        )  # fmt: skip

    def refusal(state: str) -> Refusal:
        return Refusal.objects.create(
            asker=asker, area=community, kind=AskKind.FORM, title="月报表", ground="unlisted",
            sentence="不在清单之内", state=state, by=pays, at=now(), decide_by=now(),
        )  # fmt: skip

    def emergency(confirmed: bool) -> Emergency:
        made = Emergency.objects.create(
            area=community, title="防汛", reason="强降雨", law="突发事件应对法",
            article="第七十三条", since=day, until=day, declared_by=asks, declared_at=now(),
            confirmed_by=pays if confirmed else None, confirmed_at=now() if confirmed else None,
        )  # fmt: skip
        made.bodies.set([asker])
        return made

    return Gated(
        application,
        sent=task("sent"),
        signed=task("signed"),
        done=task("done", 10),
        stands=refusal("stands"),
        appealed=refusal("appealed"),
        waits=emergency(confirmed=False),
        runs=emergency(confirmed=True),
    )
