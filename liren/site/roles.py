"""The whole matrix: what each role may do. It is shown in the product as a page of its own.

`reporter`, `self` are not given to anybody: they follow from the row. `system` is the worker.
"""

from collections.abc import Mapping

from liren.kernel.base.choices import _
from liren.site.money_roles import with_money
from liren.site.sets import (
    ADMITS,
    AGREES,
    ANSWERS_PEOPLE,
    APPLIES,
    AUDITS,
    CARRIES,
    CLEARS,
    COUNTS_PEOPLE,
    DECIDES,
    DESK,
    DUTIES,
    EVERYONE,
    EXCEPTS,
    FACTS,
    FIGURES,
    FILLS,
    FOUNDATION,
    FOUNDS,
    GATE,
    HANDLER,
    HANDS_OUT,
    HEARD,
    HOLDERS,
    HOUSES,
    IS_ASKED,
    JOINS,
    KEEPS_BODIES,
    KEEPS_LISTS,
    KEEPS_PEOPLE,
    LANDS,
    LETS,
    MEETS,
    MERGES,
    NAMED_AS_ASKER,
    PLANNER,
    PLANS,
    READER,
    READS_ADMISSIONS,
    RECOVERS,
    RELEASES,
    RENTALS,
    RIGHTS,
    RULES,
    SEES_BURDENS,
    SEES_DUTIES,
    STAFFS,
    TELLS,
    VISITS,
    WATCHES_SEARCHES,
    WRITES,
)

ROLES: Mapping[str, frozenset[str]] = with_money(
    {
        "resident": frozenset(
            {"places.view", "bodies.view", "cases.kinds", "cases.report", "cases.join"}
            | {"duties.lists", "duties.documents"}
        ),
        "grid_worker": EVERYONE
        | VISITS
        | MEETS
        | {
            "access.reveal",
            "cases.view",
            "cases.self_handle",
            "cases.verify",
            "cases.add_picture",
        },
        "community_worker": CARRIES
        | HEARD
        | IS_ASKED
        | RIGHTS
        | LETS
        | KEEPS_PEOPLE
        | KEEPS_BODIES
        | WRITES
        | HOUSES
        | FACTS
        | DESK
        | HANDLER,
        "community_head": CARRIES
        | HEARD
        | IS_ASKED
        | ANSWERS_PEOPLE
        | DUTIES
        | TELLS
        | LETS
        | KEEPS_PEOPLE
        | WATCHES_SEARCHES
        | FOUNDS
        | RELEASES
        | LANDS
        | FILLS
        | FACTS
        | DESK
        | HANDLER
        | {"cases.reopen"},
        "station_head": CARRIES
        | HEARD
        | IS_ASKED
        | ANSWERS_PEOPLE
        | LETS
        | KEEPS_PEOPLE
        | WATCHES_SEARCHES
        | KEEPS_BODIES
        | RELEASES
        | LANDS
        | FACTS
        | DESK
        | HANDLER
        | {"cases.reopen"},
        "rc_member": SEES_BURDENS
        | HEARD
        | GATE
        | COUNTS_PEOPLE
        | FIGURES
        | READER
        | {"cases.self_handle", "cases.verify", "cases.add_picture"},
        "department_clerk": NAMED_AS_ASKER | APPLIES | HANDS_OUT | HANDLER,
        "department_head": NAMED_AS_ASKER | APPLIES | HANDS_OUT | HANDLER,
        "subdistrict_desk": CLEARS
        | HEARD
        | READS_ADMISSIONS
        | GATE
        | COUNTS_PEOPLE
        | {"people.claims"}
        | RENTALS
        | MEETS
        | MERGES
        | KEEPS_BODIES
        | WRITES
        | HOUSES
        | FACTS
        | PLANS
        | DESK,
        "subdistrict_head": CLEARS
        | HEARD
        | READS_ADMISSIONS
        | {"duties.vote"}
        | GATE
        | DECIDES
        | DUTIES
        | TELLS
        | RENTALS
        | {"people.export_rentals"}
        | MEETS
        | WATCHES_SEARCHES
        | RELEASES
        | JOINS
        | LANDS
        | STAFFS
        | FACTS
        | PLANNER
        | DESK
        | {"cases.reopen", "audit.view", "audit.export"},
        "district_office": CLEARS
        | KEEPS_LISTS
        | {"duties.admit_burden"}
        | ADMITS
        | EXCEPTS
        | DUTIES
        | {"people.approve_export", "people.refuse_export"}
        | JOINS
        | RELEASES
        | LANDS
        | {"places.adopt"}
        | STAFFS
        | PLANNER
        | AGREES
        | READER
        | FACTS
        | RULES
        | {"policy.propose"}
        | {"cases.reopen", "policy.set_day", "policy.clear_day", "policy.publish_year"},
        "district_finance": SEES_BURDENS
        | READS_ADMISSIONS
        | {"duties.confirm_cover"}
        | GATE
        | COUNTS_PEOPLE
        | FACTS
        | RULES
        | PLANS
        | READER,
        "property_company": HANDLER,
        # societies and firms of which services are bought: their own affairs, and what all may see
        "provider": frozenset(
            {"places.view", "bodies.view", "duties.lists", "duties.documents", "policy.view"}
            | {"cases.kinds", "cases.report", "access.roles", "access.issue_token"}
        ),
        # a foundation's own people: its projects and what was given to it, and what all may see
        "foundation_clerk": FOUNDATION,
        "foundation_director": FOUNDATION,
        "supervisor": SEES_BURDENS
        | READS_ADMISSIONS
        | {"duties.hearings"}
        | GATE
        | WATCHES_SEARCHES
        | SEES_DUTIES
        | HOLDERS
        | FIGURES
        | PLANS
        | READER
        | {"audit.view", "audit.export"},
        "auditor": SEES_BURDENS
        | READS_ADMISSIONS
        | {"duties.hearings"}
        | GATE
        | WATCHES_SEARCHES
        | SEES_DUTIES
        | HOLDERS
        | FIGURES
        | PLANS
        | READER
        | AUDITS,
        "system_administrator": frozenset({"places.adopt"})
        | EVERYONE
        | HOLDERS
        | {"offices.give", "offices.take"}
        | TELLS
        | RECOVERS
        | {"access.open_recovery"}
        | {"tell.view_deliveries", "tell.retry", "tell.drop"}
        | {"people.retention", "people.retain"}
        | {"site.metrics", "policy.set_day", "policy.clear_day", "policy.publish_year"},
        "security_administrator": EVERYONE
        | STAFFS
        | RECOVERS
        | {"access.open_recovery", "access.link_login", "access.unlink_login"}
        | {"offices.give", "offices.take", "offices.hand_over"}
        | {"access.view_accounts", "access.unlock", "access.end_sessions"}
        | {"access.create_account", "access.deactivate", "access.reactivate"}
        | {"access.reset_password"},
        "audit_administrator": HOLDERS | EVERYONE | AUDITS | RECOVERS,
        "reporter": frozenset(
            {"cases.view", "cases.rate", "cases.reopen", "cases.add_picture", "cases.answer"}
        ),
        "self": frozenset(
            {
                "access.issue_token",
                "access.revoke_token",
                "access.end_session",
                "access.change_settings",
                "access.change_password",
                "access.set_email",
                "access.link_login",
                "access.unlink_login",
                "access.looks",
                "access.set_second_factor",
                "access.drop_second_factor",
                "access.renew_recovery_codes",
                "cases.save_view",
                "cases.drop_view",
                "cases.remove_picture",
                "notices.choose_home",
                "people.claim",
                "people.copy",
                "people.correct",
                "people.give_consent",
                "people.link_self",
                "people.own",
                "people.searches",
                "people.take_export",
                "people.withdraw_consent",
                "policy.withdraw",
                "tell.read",
                "tell.read_all",
                "tell.choose",
            }
        ),
        "system": frozenset(
            {
                "access.create_account",
                "access.reset_password",
                "access.open_recovery",
                "access.deactivate",
            }
            | {"offices.give", "offices.end", "offices.end_deputy"}
            | {"duties.activate", "duties.exit"}
        )
        | frozenset({"lineage.carry_out", "cases.view", "cases.report_open", "people.retain"}),
    }
)

NAMES: Mapping[str, object] = {
    "resident": _("居民"),
    "grid_worker": _("网格员"),
    "community_worker": _("社区工作者"),
    "community_head": _("社区书记、主任"),
    "station_head": _("社区工作站站长"),
    "rc_member": _("居委会委员"),
    "department_clerk": _("部门经办人"),
    "department_head": _("部门负责人"),
    "subdistrict_desk": _("街道受理席"),
    "subdistrict_head": _("街道负责人"),
    "district_office": _("区社区办"),
    "district_finance": _("区财政"),
    "property_company": _("物业企业"),
    "provider": _("服务承接机构"),
    "foundation_clerk": _("基金会专员"),
    "foundation_director": _("基金会理事"),
    "supervisor": _("监督员"),
    "auditor": _("审计员"),
    "system_administrator": _("系统管理员"),
    "security_administrator": _("安全管理员"),
    "audit_administrator": _("审计管理员"),
    "reporter": _("反映人本人"),
    "self": _("本人"),
    "system": _("系统"),
}
