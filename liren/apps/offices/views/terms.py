"""Coming into a post, staying, leaving, standing in."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from liren.apps.offices import actions, queries, rules
from liren.apps.offices.forms import AppointForm, DeputyForm, EndForm, ExtendForm, ReasonForm
from liren.apps.offices.models import Post
from liren.apps.offices.views.steps import hints, until_words
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors import names
from liren.kernel.web.act import act_page


def role_words(post: Post) -> list[str]:
    """What a role that goes with a post means, in a sentence."""
    if not post.role:
        return [_("这个岗位不带系统角色，只登记任职。")]
    where = post.body if queries.needs_body(post.role) else post.area
    verbs = [verb for _app, words in queries.allowed_words(post.role) for verb in words]
    return [
        _("自到任之日起自动获得“%(role)s”角色，在“%(where)s”有效；离任或任期届满时自动收回。")
        % {"role": names.role(post.role), "where": where},
        _("这个角色可以：%(verbs)s。") % {"verbs": _("、").join(verbs)},
    ]


def appoint(request: Request, uid: UUID) -> HttpResponse:
    """Put somebody on a free seat."""
    post = queries.post_for(request.actor, uid)
    start = {"how": post.how, "person": request.GET.get("person", "")[:80]}
    if post.term_years:
        start["until"] = rules.last_day(today(), post.term_years).isoformat()
    held = queries.on_seats(post).count()
    form = AppointForm(request.POST or None, actor=request.actor, initial=start)
    return act_page(
        request,
        form,
        lambda actor, **facts: actions.appoint(actor, post, **facts),
        title=_("任用“%(post)s”") % {"post": post},
        label=_("任用"),
        back=post.get_absolute_url(),
        said=_("已任用，角色随任职生效。") if post.role else _("任职已登记。"),
        losses=role_words(post),
        rows=[
            (_("机构"), post.body),
            (_("空缺"), _("%(n)d 个") % {"n": max(0, post.seats - held)}),
            (_("任期依据"), post.term_source),
        ],
        hints=lambda: hints(request, form),
    )


def end(request: Request, uid: UUID) -> HttpResponse:
    """End an appointment."""
    one = queries.appointment_for(request.actor, uid)
    return act_page(
        request,
        EndForm(request.POST or None, actor=request.actor),
        lambda actor, **facts: actions.end(actor, one, **facts),
        title=_("结束“%(name)s”的任职") % {"name": one.person.name},
        label=_("结束任职"),
        back=one.get_absolute_url(),
        said=_("任职已结束，角色已收回。"),
        losses=[
            _("随岗位获得的角色立刻收回，正在使用的页面和令牌也立刻失效。"),
            _("代理他的人，代理同时结束。"),
            _("他经手的事和记录都保留。"),
        ],
        rows=[(_("岗位"), one.post), (_("到任日期"), one.since)],
        grave=True,
    )


def extend(request: Request, uid: UUID) -> HttpResponse:
    """Move the end of a term."""
    one = queries.appointment_for(request.actor, uid)
    return act_page(
        request,
        ExtendForm(
            request.POST or None,
            actor=request.actor,
            initial={"until": one.until, "basis": one.basis},
        ),
        lambda actor, **facts: actions.extend(actor, one, **facts),
        title=_("调整“%(name)s”的任期") % {"name": one.person.name},
        label=_("保存任期"),
        back=one.get_absolute_url(),
        said=_("任期已调整，角色的期限随之改变。"),
        rows=[
            (_("岗位"), one.post),
            (_("到任日期"), one.since),
            (_("现在的任期"), until_words(one.until)),
            (_("任期依据"), one.post.term_source),
        ],
    )


def deputise(request: Request, uid: UUID) -> HttpResponse:
    """Let somebody stand in for an absent holder."""
    one = queries.appointment_for(request.actor, uid)
    form = DeputyForm(request.POST or None, actor=request.actor)
    return act_page(
        request,
        form,
        lambda actor, **facts: actions.deputise(actor, one, **facts),
        title=_("为“%(name)s”指定代理人") % {"name": one.person.name},
        label=_("指定代理"),
        back=one.get_absolute_url(),
        said=_("代理已登记，到期自动结束。"),
        losses=[
            _("代理人在这段时间内持有同样的角色，到期自动收回。"),
            _("代理期间办的事，记录上同时写明代理人和“%(name)s”。") % {"name": one.person.name},
        ],
        rows=[(_("岗位"), one.post), (_("现在的任期"), until_words(one.until))],
        hints=lambda: hints(request, form),
    )


def end_deputy(request: Request, uid: UUID) -> HttpResponse:
    """End an absence early."""
    deputy = queries.deputy_for(request.actor, uid)
    return act_page(
        request,
        ReasonForm(request.POST or None, actor=request.actor),
        lambda actor, **facts: actions.end_deputy(actor, deputy, **facts),
        title=_("结束“%(name)s”的代理") % {"name": deputy.person.name},
        label=_("结束代理"),
        back=deputy.appointment.get_absolute_url(),
        said=_("代理已结束，角色已收回。"),
        losses=[_("代理人随代理获得的角色立刻收回。")],
        rows=[
            (_("岗位"), deputy.appointment.post),
            (_("被代理人"), deputy.appointment.person.name),
            (_("代理期"), f"{deputy.since} — {deputy.until}"),
        ],
        grave=True,
    )
