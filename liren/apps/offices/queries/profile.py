"""What offices put on the pages of bodies and areas, and what keeps a body standing."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liren.apps.bodies.rules.blocks import Block
from liren.apps.offices.models import Post
from liren.apps.offices.queries.posts import Wanted, counts_for, holders, posts_for
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body

MOST = 12


def block_of_body(actor: Actor, body: Body) -> Iterable[Block]:
    """Who sits on its posts, and which are vacant."""
    if not actor.may("offices.view"):
        return
    posts = list(posts_for(actor, Wanted(body=body.code))[:MOST])
    seated = holders(posts)
    links: list[tuple[object, str, object]] = []
    for post in posts:
        names = [one.person.name for one in seated.get(post.pk, ())]
        said = _("、").join(names) if names else _("空缺")
        links.append((post, reverse("offices.post", args=[post.uid]), said))
    links.append((_("全部岗位"), f"{reverse('offices.view')}?body={body.code}", ""))
    yield Block(_("岗位与任职"), links=tuple(links))


def block_of_area(actor: Actor, area: Area) -> Iterable[Block]:
    """Posts of the place, what is vacant, and who holds which role."""
    if not actor.may("offices.view"):
        return
    count = counts_for(actor, Wanted(area=area.code))["vacant"]
    empty = ngettext("空缺 %(count)d 个", "空缺 %(count)d 个", count) % {"count": count}
    links = [
        (_("岗位"), f"{reverse('offices.view')}?area={area.code}", empty if count else _("满员"))
    ]
    if actor.may("offices.view_grants"):
        links.append((_("谁有什么权限"), f"{reverse('offices.view_grants')}?area={area.code}", ""))
    yield Block(_("岗位与授权"), links=tuple(links))


def posts_left(body: Body) -> str:
    """The posts that a body still has."""
    count = Post.objects.filter(body=body, valid_to=None).count()
    if not count:
        return ""
    sentence = ngettext(
        "还有 %(count)d 个岗位设在这里，请先办好交接并撤销岗位。",
        "还有 %(count)d 个岗位设在这里，请先办好交接并撤销岗位。",
        count,
    )
    return sentence % {"count": count}
