"""What hangs on a person in the affairs, told to the hand-over of someone who leaves."""

from collections.abc import Sequence

from liren.apps.cases.actions import drop_view, save_view
from liren.apps.cases.models import SavedView
from liren.apps.cases.queries import views_of
from liren.apps.offices.queries import Holding, Line
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.base.choices import in_context


class Views(Holding):
    """Kept views of cases: the successor finds them under the same names."""

    code = "view"
    label = in_context("one", "常用视图")

    def found(self, person: User) -> list[Line]:
        """All of them."""
        return [Line(f"view:{one.pk}", "view", one.name) for one in views_of(person)]

    def move(self, actor: Actor, person: User, key: str, to: User) -> None:
        """The same question under the same name."""
        view = SavedView.objects.get(pk=key, user=person)
        save_view(actor_of(to), to, name=view.name, query=view.query)
        self.drop(actor, person, key)

    def drop(self, actor: Actor, person: User, key: str) -> None:
        """Gone."""
        drop_view(actor_of(person), SavedView.objects.get(pk=key, user=person))


HOLDINGS: Sequence[Holding] = (Views(),)
