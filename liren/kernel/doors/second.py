"""The second factor: how allauth keeps its secrets here, and the step at log-in."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from liren.kernel.access.models import User
from liren.kernel.base.seal import seal, unseal

PURPOSE = "second-factor"
STEP_SECONDS = 30
NEIGHBOURS = (-1, 0, 1)  # clocks of phones go wrong by half a minute


class Secrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie sealed in the database; the label in the app on the phone is the log-in name."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return unseal(encrypted_text, PURPOSE)

    def get_totp_label(self, user: User) -> str:
        """The log-in name."""
        return user.username


class Stage(AuthenticateStage):  # type: ignore[misc]
    """Between the first proof and the open door: whoever has a second factor shows it."""

    urlname = "doors.second"

    def handle(self) -> tuple[HttpResponseRedirect | None, bool]:
        """Ask for the code where one is set up; the session changes its key before."""
        if not self._should_handle(self.request):
            return None, True
        self.request.session.cycle_key()
        return HttpResponseRedirect(reverse("doors.second")), True


def waiting(request: HttpRequest) -> Any:
    """The log-in that waits for its second factor, or None."""
    from allauth.account.stages import LoginStageController

    return LoginStageController.enter(request, Stage.key)


def is_set(user: User) -> bool:
    """Whether log-in asks this person for a code."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def left(user: User) -> int:
    """How many recovery codes a person has not used."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def address(user: User, secret: str) -> str:
    """What an authenticator app reads: issuer, log-in name, secret."""
    return str(Secrets().build_totp_url(user, secret))


def picture(text: str) -> SafeString:
    """A QR code as SVG, without style or script."""
    svg = str(Secrets().build_totp_svg(text))
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 — drawn here, of a text in black squares


def issuer() -> str:
    """What the app on the phone calls this site."""
    return str(settings.MFA_TOTP_ISSUER)
