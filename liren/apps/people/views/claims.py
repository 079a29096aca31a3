"""What persons ask, and their consents: written down, answered, withdrawn."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from liren.apps.people.actions import claims as actions
from liren.apps.people.actions import consents as consenting
from liren.apps.people.actions import own as linking
from liren.apps.people.forms.rights import (
    AnswerForm,
    ClaimForm,
    ConsentForm,
    LinkPersonForm,
    OwnConsentForm,
    ReasonForm,
)
from liren.apps.people.models import Claim, Person, Purpose
from liren.apps.people.queries import claims as queries
from liren.apps.people.queries.claims import TABS, Wanted
from liren.apps.people.queries.own import consent_for, consent_purposes, offers, whole_record
from liren.apps.people.rules.rights import ClaimKind, ClaimState, ConsentHow
from liren.apps.people.views.duties import duty_tabs
from liren.apps.people.views.own import base, rules_link
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import confirm, go, part

TAB_WORDS = {
    "open": gettext_lazy("待答复"),
    "late": gettext_lazy("已超期"),
    "answered": gettext_lazy("已答复"),
}


@require_safe
def claims(request: Request) -> HttpResponse:
    """What is asked here: what is due first."""
    if not request.actor.may("people.claims"):
        raise PermissionDenied("people.claims")
    wanted, cursor = asked_of(request), request.GET.get("cursor", "")
    found = queries.claims_for(request.actor, wanted, cursor)
    counts = queries.counts_of(request.actor)
    context = {
        "duties": duty_tabs(request, "people.claims"),
        "rows": [(one, is_late(one)) for one in found.rows],
        "tabs": [
            {
                "label": label, "url": f"?tab={tab}", "current": tab == wanted.tab,
                "count": counts.get(tab), "hot": tab == "late",
            }
            for tab, label in TAB_WORDS.items()
        ],
        "kinds": ClaimKind.choices,
        "wanted": wanted,
        "newer": turned(wanted, found.newer),
        "older": turned(wanted, found.older),
        "shown": _("本页 %(here)d 件") % {"here": len(found.rows)},
    }  # fmt: skip
    return part(request, "people/claims.html", "claims", **context)


def is_late(claim: Claim) -> bool:
    """Whether an answer is overdue."""
    return claim.state == ClaimState.OPEN and claim.due_on < today()


def asked_of(request: Request) -> Wanted:
    """The tab and the kind of the address."""
    tab, kind = request.GET.get("tab", ""), request.GET.get("kind", "")
    return Wanted(tab if tab in TABS else "open", kind if kind in ClaimKind.values else "")


def turned(wanted: Wanted, cursor: str) -> str:
    """The address of a neighbouring page."""
    given = {"tab": wanted.tab, "kind": wanted.kind, "cursor": cursor}
    return f"?{urlencode({name: one for name, one in given.items() if one})}" if cursor else ""


@require_safe
def claim_page(request: Request, uid: UUID) -> HttpResponse:
    """One claim with what was asked and how it was answered."""
    claim = queries.claim_for(request.actor, uid)
    open_one = claim.state == ClaimState.OPEN
    context = {
        "claim": claim,
        "person": claim.person,
        "late": is_late(claim),
        "rows": told(claim),
        "may": {
            verb: open_one and permits(request.actor, f"people.{verb}", claim)
            for verb in ("grant_claim", "refuse_claim")
        },
    }
    return part(request, "people/claim.html", "claim", **context)


def told(claim: Claim) -> list[tuple[str, Any]]:
    """A claim as names and values."""
    return [
        (_("请求"), claim.get_kind_display()),
        (_("谁提出"), claim.person.name),
        (_("社区、网格"), claim.area),
        (_("什么时候"), f"{local(claim.at):%F %H:%M}"),
        (_("答复期限"), f"{claim.due_on:%F}"),
        (_("说明"), claim.text),
        (_("谁答复"), claim.decided_by),
        (_("答复"), claim.answer),
    ]


ANSWERS: Mapping[str, tuple[Callable[..., Claim], Any, Any]] = {
    "grant_claim": (actions.grant_claim, gettext_lazy("照办"), gettext_lazy("已照办并答复。")),
    "refuse_claim": (actions.refuse_claim, gettext_lazy("不照办"), gettext_lazy("已答复。")),
}
WARNINGS = {
    ClaimKind.DELETE: gettext_lazy(
        "照办会立刻清除电话、单位等没有法定依据的内容，撤回全部同意；"
        "已迁出或已故的，清除全部个人信息。清除后不能恢复。"
    ),
    ClaimKind.OBJECT: gettext_lazy("照办会撤回本人的全部同意，依据同意的标签一并结束。"),
}


@sensitive_post_parameters("answer")
def grant_claim(request: Request, uid: UUID) -> HttpResponse:
    """Do what was asked."""
    return answer(request, uid, "grant_claim")


@sensitive_post_parameters("answer")
def refuse_claim(request: Request, uid: UUID) -> HttpResponse:
    """Say why not."""
    return answer(request, uid, "refuse_claim")


def answer(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """The answer to a claim, and what follows from it."""
    claim = queries.claim_for(request.actor, uid, f"people.{verb}")
    decide, label, said = ANSWERS[verb]
    warning = WARNINGS.get(ClaimKind(claim.kind), "") if verb == "grant_claim" else ""
    return act_page(
        request,
        AnswerForm(request.POST or None),
        lambda actor, **facts: decide(actor, claim, **facts),
        title=_("答复请求"),
        label=str(label),
        back=reverse("people.claim_page", args=[uid]),
        said=str(said),
        rows=told(claim),
        warning=str(warning),
    )


@sensitive_post_parameters("text")
def claim(request: Request, uid: UUID) -> HttpResponse:
    """Ask about one's own record, or write down what is asked at the desk."""
    person = queries.person_with_rights(request.actor, uid, "people.claim")
    own = person.user_id == request.user.pk
    return act_page(
        request,
        ClaimForm(request.POST or None, own=own),
        lambda actor, **facts: actions.claim(actor, person, **facts),
        base=base(request),
        title=_("提出请求") if own else _("登记%(name)s的请求") % {"name": person},
        label=_("提交"),
        back=back_to(person, own=own),
        said=lambda row: _("已记下，%(day)s 前答复。") % {"day": f"{row.due_on:%F}"},
        lead="" if own else _("先核对是本人或其近亲属提出的。答复会写给本人看。"),
        more=rules_link() if own else None,
    )


def back_to(person: Person, *, own: bool) -> str:
    """Where one came from: one's own record, or the person's rights at the desk."""
    return reverse("people.own") if own else reverse("people.rights", args=[person.uid])


@require_safe
def rights(request: Request, uid: UUID) -> HttpResponse:
    """The consents and claims of a person, and whether he can look himself."""
    person = queries.person_with_rights(request.actor, uid)
    record = whole_record(person)
    verbs = ("link_person", "unlink_person", "claim", "give_consent")
    context = {
        "person": person,
        "linked": person.user_id is not None,
        "offers": offers(person),
        "claims": record["claims"],
        "may": {verb: permits(request.actor, f"people.{verb}", person) for verb in verbs},
    }
    return part(request, "people/rights.html", "rights", **context)


@sensitive_post_parameters("phone")
@sensitive_variables()
def link_person(request: Request, uid: UUID) -> HttpResponse:
    """Join a record and the account of who stands at the desk."""
    person = queries.person_with_rights(request.actor, uid, "people.link_person")
    return act_page(
        request,
        LinkPersonForm(request.POST or None),
        lambda _actor, phone, **_seen: linking.link_person(request.actor, person, phone=phone),
        title=_("为%(name)s关联账户") % {"name": person},
        label=_("关联"),
        back=back_to(person, own=False),
        said=_("已关联，本人登录后可以看自己的登记。"),
        lead=_("本人在场、核对证件后再关联。关联后，用这个手机号登录的人看得到全部登记。"),
    )


def unlink_person(request: Request, uid: UUID) -> HttpResponse:
    """Part a record and an account."""
    person = queries.person_with_rights(request.actor, uid, "people.unlink_person")
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda _actor, reason: linking.unlink_person(request.actor, person, reason=reason),
        title=_("解除%(name)s的账户关联") % {"name": person},
        label=_("解除关联"),
        back=back_to(person, own=False),
        said=_("已解除关联。"),
    )


def give_consent(request: Request, uid: UUID) -> HttpResponse:
    """Agree: oneself with one press, at the desk with a paper or by word of mouth."""
    person = queries.person_with_rights(request.actor, uid, "people.give_consent")
    own = person.user_id == request.user.pk
    form: Any = (
        OwnConsentForm(request.POST or None)
        if own
        else ConsentForm(request.POST or None, purposes=consent_purposes())
    )
    back = back_to(person, own=own)
    if own and not form.is_bound:
        return go(request, back)
    return act_page(
        request,
        form,
        lambda actor, **facts: agree(actor, person, **facts),
        base=base(request),
        title=_("登记%(name)s的同意") % {"name": person},
        label=_("登记同意"),
        back=back,
        said=_("已登记同意，随时可以撤回。"),
    )


def agree(actor: Actor, person: Person, purpose: str, how: str = ConsentHow.ONLINE) -> None:
    """Write the consent down; a purpose that is none is passed over."""
    found = Purpose.objects.filter(code=purpose).first()
    if found is not None:
        consenting.give_consent(actor, person, purpose=found, how=how)


def withdraw_consent(request: Request, uid: UUID) -> HttpResponse:
    """Take a consent back, after a look at what ends with it."""
    consent = consent_for(request.actor, uid, "people.withdraw_consent")
    own = consent.person.user_id == request.user.pk
    back = back_to(consent.person, own=own)
    if request.method == "POST":
        consenting.withdraw_consent(request.actor, consent)
        return go(request, back, said=_("已撤回同意。"))
    return confirm(
        request,
        title=_("撤回对“%(purpose)s”的同意吗？") % {"purpose": consent.purpose},
        losses=[_("从今天起不再为这个用途使用信息。"), _("依据这项同意的标签会结束。")],
        text=_("撤回前已经做的事仍然有效；以后可以重新同意。"),
        label=_("撤回同意"),
        cancel=back,
    )
