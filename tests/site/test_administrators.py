"""The first administrators, as the command line makes them."""

import pytest

from liren.kernel.access.models import Grant, User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.models import Entry
from liren.kernel.testing import world
from liren.site import administrators
from liren.site.administrators import Wanted
from liren.site.terminal import Stop

pytestmark = pytest.mark.django_db
GOOD = "chang-feng-wan-li-42"


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    world.rules()
    monkeypatch.setenv("LIREN_ADMIN_PASSWORD", GOOD)


def test_the_first_one_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.area("990101.")
    monkeypatch.setenv("LIREN_ADMIN_USER", "zhang.wei")
    monkeypatch.setenv("LIREN_ADMIN_NAME", "张伟")
    administrators.create(Wanted.given("", "", ""))
    person = User.objects.get(username="zhang.wei")
    assert (person.name, person.check_password(GOOD), person.must_change) == ("张伟", True, True)
    assert actor_of(person).roles() == ["security_administrator"]
    assert Grant.objects.get(user=person).basis == "liren admin create"
    assert {e.verb for e in Entry.objects.filter(actor__is_system=True)} == {
        "access.create_account",
        "offices.give",
    }
    assert "zhang.wei" in capsys.readouterr().out


def test_it_says_what_is_missing_and_leaves_nothing_behind() -> None:
    wanted = Wanted("security_administrator", "zhang.wei", "张伟")
    with pytest.raises(Stop, match="辖区"):
        administrators.create(wanted)
    world.area("990101.")
    with pytest.raises(Stop, match="管理员"):
        administrators.create(Wanted("community_head", "zhang.wei", "张伟"))
    with pytest.raises(Stop, match="登录名"):
        administrators.create(Wanted("security_administrator", "13800000001", "张伟"))
    assert not User.objects.filter(is_system=False).exists()


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    world.area("990101.")
    monkeypatch.setenv("LIREN_ADMIN_PASSWORD", "12345")
    with pytest.raises(Stop):
        administrators.create(Wanted("audit_administrator", "wang.min", "王敏"))
    assert not User.objects.filter(username="wang.min").exists()


def test_an_administrator_who_is_locked_out_gets_a_new_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world.area("990101.")
    administrators.create(Wanted("system_administrator", "li.juan", "李娟"))
    administrators.renew("li.juan")
    person = User.objects.get(username="li.juan")
    assert person.must_change
    assert not person.check_password(GOOD)
    worker = world.actor("worker", "community_worker", "990101.").user
    with pytest.raises(Stop):
        administrators.renew(worker.username)
    with pytest.raises(Stop, match="没有"):
        administrators.renew("nobody")
    assert "li.juan" in capsys.readouterr().out


def test_somebody_locked_out_gets_a_link_on_the_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from liren.kernel.doors.actions import redeem

    person = world.user("zhang.wei")
    world.grant(person, "security_administrator", "990101.")
    with pytest.raises(Stop, match="没有登录名"):
        administrators.recover("nobody")
    administrators.recover("zhang.wei")
    secret = capsys.readouterr().out.split("/login/recover/")[1].split("/")[0]
    assert redeem(secret, GOOD).check_password(GOOD)
    entry = Entry.objects.get(verb="access.open_recovery")
    assert entry.actor.is_system
    assert entry.subject_id == str(person.pk)
