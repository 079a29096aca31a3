"""Addresses of the kernel's own pages; the name of an address is the verb that it does."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from liren.kernel.doors.views import (
    account,
    accounts,
    audit,
    elsewhere,
    email,
    endpoints,
    inbox,
    login,
    recovery,
    revealing,
    roles,
    rules,
    sealing,
    second,
)


class DayConverter(StringConverter):
    """A date in ISO form."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:  # type: ignore[override]
        """The day; a ValueError is a 404."""
        return date.fromisoformat(value)

    def to_url(self, value: object) -> str:
        """The day in ISO form."""
        return value.isoformat() if isinstance(value, date) else str(value)


register_converter(DayConverter, "day")

urlpatterns = [
    path("login/", login.login, name="doors.login"),
    path("login/phone/", login.phone, name="doors.phone"),
    path("login/code/", login.code, name="doors.code"),
    path("login/second/", second.ask, name="doors.second"),
    path("login/second/leave/", second.leave, name="doors.second_leave"),
    path("login/forgotten/", recovery.forgotten, name="doors.forgotten"),
    path("login/recover/", recovery.recover, name="doors.recover"),
    path("login/recover/<str:secret>/", recovery.open_link, name="doors.recover_link"),
    path("login/with/<slug:code>/", elsewhere.start, name="doors.elsewhere"),
    path("login/with/<slug:provider_id>/back/", elsewhere.back, name="doors.back"),
    path("login/name/", login.name, name="doors.name"),
    path("login/example/", login.example, name="doors.example"),
    path("login/out/", login.logout, name="doors.logout"),
    path("account/", account.account, name="doors.account"),
    path("account/settings/", account.change_settings, name="access.change_settings"),
    path("account/password/", account.change_password, name="access.change_password"),
    path("account/links/", elsewhere.links, name="access.link_login"),
    path("account/links/<int:key>/end/", elsewhere.unlink, name="access.unlink_login"),
    path("account/email/", email.set_email, name="access.set_email"),
    path("account/looks/", revealing.looks, name="access.looks"),
    path("reveal/<str:label>/<str:key>/<str:field>/", revealing.reveal, name="access.reveal"),
    path("account/second/", second.set_up, name="access.set_second_factor"),
    path("account/second/move/", second.move, name="doors.second_move"),
    path("account/second/codes/", second.renew_codes, name="access.renew_recovery_codes"),
    path("account/second/drop/", second.drop, name="access.drop_second_factor"),
    path("account/sessions/end/", account.end_session, name="access.end_session"),
    path("account/tokens/issue/", account.issue_token, name="access.issue_token"),
    path("account/tokens/<int:key>/revoke/", account.revoke_token, name="access.revoke_token"),
    path("roles/", roles.matrix, name="access.roles"),
    path("calendar/", rules.calendar_now, name="policy.calendar"),
    path("calendar/<int:year>/", rules.calendar, name="doors.calendar"),
    path("calendar/<int:year>/set/", rules.set_day, name="policy.set_day"),
    path("calendar/<int:year>/days/<day:day>/clear/", rules.clear_day, name="policy.clear_day"),
    path("calendar/<int:year>/publish/", rules.publish_year, name="policy.publish_year"),
    path("accounts/", accounts.accounts, name="access.view_accounts"),
    path("accounts/new/", accounts.create_account, name="access.create_account"),
    path("accounts/<int:key>/", accounts.person, name="doors.person"),
    path("accounts/<int:key>/close/", accounts.deactivate, name="access.deactivate"),
    path("accounts/<int:key>/open/", accounts.reactivate, name="access.reactivate"),
    path("accounts/<int:key>/password/", accounts.reset_password, name="access.reset_password"),
    path("accounts/<int:key>/unlock/", accounts.unlock, name="access.unlock"),
    path("accounts/<int:key>/end-sessions/", accounts.end_sessions, name="access.end_sessions"),
    path("accounts/<int:key>/link/", elsewhere.link_person, name="doors.link_person"),
    path(
        "accounts/<int:key>/links/<int:link>/end/",
        elsewhere.unlink_person,
        name="doors.unlink_person",
    ),
    path("recoveries/", recovery.recoveries, name="access.view_recoveries"),
    path("recoveries/open/", recovery.open_recovery, name="access.open_recovery"),
    path("recoveries/<uuid:uid>/agree/", recovery.agree_recovery, name="access.agree_recovery"),
    path(
        "recoveries/<uuid:uid>/withdraw/",
        recovery.withdraw_recovery,
        name="access.withdraw_recovery",
    ),
    path("audit/", audit.entries, name="audit.view"),
    path("audit/export.xlsx", audit.export, name="audit.export"),
    path("audit/roots/", sealing.published, name="audit.roots"),
    path("audit/roots.txt", sealing.published_file, name="doors.roots_file"),
    path("audit/verify/", sealing.verify, name="audit.verify"),
    path("audit/checks/<int:key>/", sealing.check, name="doors.check"),
    path("audit/<int:key>/", audit.entry, name="audit.entry"),
    path("audit/<int:key>/proof/", audit.proof, name="audit.proof"),
    path("inbox/", inbox.inbox, name="doors.inbox"),
    path("inbox/read/", inbox.read_all, name="tell.read_all"),
    path("inbox/wish/", inbox.choose, name="tell.choose"),
    path("inbox/<uuid:uid>/read/", inbox.read, name="tell.read"),
    path("endpoints/", endpoints.endpoints, name="tell.view_endpoints"),
    path("endpoints/add/", endpoints.add_endpoint, name="tell.add_endpoint"),
    path("endpoints/<int:key>/try/", endpoints.try_endpoint, name="tell.try_endpoint"),
    path("endpoints/<int:key>/end/", endpoints.end_endpoint, name="tell.end_endpoint"),
    path("deliveries/", endpoints.deliveries, name="tell.view_deliveries"),
    path("deliveries/<int:key>/retry/", endpoints.retry, name="tell.retry"),
    path("deliveries/<int:key>/drop/", endpoints.drop, name="tell.drop"),
]
