"""Verbs that go together: what roles are made of, and why."""

EVERYONE = frozenset(
    {
        "places.view",
        "places.dwellings",
        "bodies.view",
        "offices.view",
        "cases.kinds",
        "cases.report",
        "access.roles",
        "access.issue_token",
        "policy.view",
        "duties.lists",
        "duties.documents",
    }
)
# who works for a foundation: what all may see, beside its own affairs
FOUNDATION = frozenset(
    {"cases.kinds", "cases.report", "access.roles", "access.issue_token", "policy.view"}
    | {"duties.lists", "duties.documents", "bodies.view", "places.view"}
)
DESK = EVERYONE | {
    "access.act_for",
    "access.reveal",
    "cases.view",
    "cases.accept",
    "cases.reject",
    "cases.self_handle",
    "cases.dispatch",
    "cases.verify",
    "cases.close",
    "cases.add_picture",
    "cases.remove_picture",
    "cases.redact_picture",
    "cases.ask",
    "cases.export",
    "cases.save_view",
}
HANDLER = EVERYONE | {
    "access.reveal",
    "cases.view",
    "cases.sign",
    "cases.return",
    "cases.handle",
    "cases.feed_back",
    "cases.ask",
    "cases.add_picture",
    "cases.export",
    "cases.save_view",
}
READER = EVERYONE | {"cases.view", "cases.export", "cases.save_view"}

# who plans the borders of communities; another person agrees
PLANS = frozenset({"lineage.view"})
# grids are drawn by the subdistrict with the district: departments use them and draw none
GRIDS = frozenset(
    {"places.draw_grid", "places.redraw_grid", "places.close_grid", "places.import_grids"}
)
PLANNER = (
    PLANS | GRIDS | {"lineage.draft", "lineage.assign", "lineage.propose", "lineage.withdraw"}
)
AGREES = frozenset({"lineage.consent", "lineage.refuse", "lineage.carry_out"})

# what the rules give an area: read, declared by one, confirmed by another
FIGURES = frozenset({"standards.view", "standards.export"})
FACTS = FIGURES | {"standards.declare", "standards.confirm"}
# values of rules: proposed by one, agreed to by another; each takes back only what is one's own
RULES = frozenset({"policy.consent", "policy.refuse"})
# who sees who holds what; who fills posts; who makes them
HOLDERS = frozenset({"offices.view_grants", "offices.export"})
FILLS = HOLDERS | {
    "offices.appoint",
    "offices.end",
    "offices.extend",
    "offices.deputise",
    "offices.end_deputy",
}
STAFFS = FILLS | {"offices.create_post", "offices.change_post", "offices.abolish_post"}
# the register of estates, buildings and dwellings; ending them is another matter
HOUSES = frozenset(
    {
        "places.add_estate",
        "places.change_estate",
        "places.add_building",
        "places.change_building",
        "places.lay_out",
        "places.add_dwelling",
        "places.change_dwelling",
        "places.close_dwelling",
        "places.import_estates",
        "places.export_estates",
        "places.describe",
    }
)
LANDS = HOUSES | {"places.close_estate", "places.close_building"}

# bodies: kept up to date by those who work there; founded, ended, joined by those above
KEEPS_BODIES = frozenset({"bodies.change", "bodies.count_members"})
FOUNDS = KEEPS_BODIES | {"bodies.found", "bodies.dissolve"}
JOINS = FOUNDS | {"bodies.relate", "bodies.end_relation"}

# robots and programs that are told what concerns one's bodies
TELLS = frozenset(
    {"tell.view_endpoints", "tell.add_endpoint", "tell.try_endpoint", "tell.end_endpoint"}
)

# people and homes: who works with them writes; the subdistrict and those who check only read
MEETS = frozenset({"people.find", "people.view"})
TAGS = frozenset({"people.tag", "people.untag", "people.renew_tag"})
# one person, one record: records of two communities are joined by the subdistrict
MERGES = frozenset({"people.merge", "people.unmerge", "people.mark_distinct"})
HAPPENS = MERGES | {
    "people.move_in",
    "people.move",
    "people.move_out",
    "people.move_hukou",
    "people.register_birth",
    "people.register_death",
    "people.register_marriage",
    "people.register_divorce",
    "people.register_adoption",
    "people.change_head",
    "people.undo",
    "people.import",
    "people.match_columns",
    "people.take_sheet",
    "people.drop_sheet",
}
KEEPS_PEOPLE = MEETS | TAGS | HAPPENS | {"people.register", "people.change"}
# who looked for people: everybody sees his own searches, these see those of others
WATCHES_SEARCHES = frozenset({"people.searches"})

# letting, residence permits, visits: seen by those who work there and their subdistrict
RENTALS = frozenset({"people.rentals", "people.permits", "people.visits", "people.proposals"})
VISITS = RENTALS | {"people.visit", "people.check_room"}
LETS = VISITS | {
    "people.let",
    "people.add_tenant",
    "people.remove_tenant",
    "people.change_tenancy",
    "people.end_tenancy",
    "people.export_rentals",
    "people.issue_permit",
    "people.endorse_permit",
    "people.end_permit",
    "people.take_proposal",
    "people.refuse_proposal",
}

# the rights of persons: the desk writes down and counts, who answers for it decides
COUNTS_PEOPLE = frozenset({"people.figures"})
RIGHTS = COUNTS_PEOPLE | {
    "people.claims",
    "people.claim",
    "people.give_consent",
    "people.withdraw_consent",
    "people.exports",
    "people.ask_export",
}
DECIDES = frozenset(
    {
        "people.claims",
        "people.grant_claim",
        "people.refuse_claim",
        "people.exports",
        "people.approve_export",
        "people.refuse_export",
    }
)
ANSWERS_PEOPLE = RIGHTS | DECIDES | {"people.link_person", "people.unlink_person"}
# the duties that answer them: assessments, breaches, what is cleared out
SEES_DUTIES = COUNTS_PEOPLE | {
    "people.exports",
    "people.assessments",
    "people.breaches",
    "people.retention",
}
DUTIES = SEES_DUTIES | {"people.assess", "people.note_breach", "people.change_breach"}

# what residents are told: written by many, released by those who answer for it
WRITES = frozenset({"notices.view", "notices.draft", "notices.change"})
RELEASES = WRITES | {"notices.publish", "notices.withdraw"}

# what departments hand to communities, and what communities refuse
GATE = frozenset(
    {
        *("duties.assignments", "duties.export_assignments", "duties.refusals"),
        *("duties.emergencies", "duties.department"),
    }
)
HANDS_OUT = GATE | {
    "duties.assign",
    "duties.accept_work",
    "duties.dispute_work",
    "duties.recall",
    "duties.appeal",
}
IS_ASKED = GATE | {
    "duties.sign",
    "duties.report_work",
    "duties.refuse",
    "duties.refuse_outside",
}
EXCEPTS = GATE | {
    "duties.decide_appeal",
    "duties.declare_emergency",
    "duties.confirm_emergency",
    "duties.end_emergency",
}

# what stands at the doors of communities, and the hours that it takes
SEES_BURDENS = frozenset(
    {
        *("duties.burdens", "duties.export_burdens", "duties.estimates"),
        *("duties.load", "duties.export_load"),
    }
)
NOTES_BURDENS = SEES_BURDENS | {
    "duties.note_burden",
    "duties.change_burden",
    "duties.end_burden",
    "duties.merge_burden",
}
CARRIES = NOTES_BURDENS | {"duties.estimate"}
CLEARS = NOTES_BURDENS | {"duties.order_removal"}
NAMED_AS_ASKER = frozenset({"duties.burdens", "duties.export_burdens"})

# a way back in for officials; of administrators one opens it and another agrees
RECOVERS = frozenset(
    {"access.view_recoveries", "access.agree_recovery", "access.withdraw_recovery"}
)

# the record: read, taken along, checked as a whole
AUDITS = frozenset({"audit.view", "audit.export", "audit.verify"})

# admission: departments apply, who is to carry it is heard, the table votes, the office decides
# lists and documents: everybody reads them, the district's office writes and another releases
KEEPS_LISTS = frozenset(
    {
        *("duties.add_document", "duties.change_document", "duties.add_list"),
        *("duties.draft_version", "duties.add_entry", "duties.change_entry", "duties.drop_entry"),
        *("duties.import_entries", "duties.publish", "duties.drop_version"),
    }
)
READS_ADMISSIONS = frozenset({"duties.applications", "duties.export_applications"})
APPLIES = READS_ADMISSIONS | {
    "duties.draft",
    "duties.change_draft",
    "duties.submit",
    "duties.withdraw",
    "duties.record_cover",
    "duties.vote",
}
HEARD = frozenset({"duties.hearings", "duties.give_opinion"})
ADMITS = READS_ADMISSIONS | {
    "duties.hearings",
    "duties.send_back",
    "duties.open_hearing",
    "duties.open_review",
    "duties.vote",
    "duties.approve",
    "duties.refuse_admission",
    "duties.activate",
    "duties.suspend",
    "duties.resume",
    "duties.exit",
}
