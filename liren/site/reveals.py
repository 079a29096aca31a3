"""Facts that stand masked on pages and can be shown in clear to who gives a reason.

Model → field, or path to a field of a row that belongs to it → its name, and whose fact it is.
Who may: the roles with `access.reveal`, on the rows that they may reach by it.
"""

from liren.kernel.base.choices import _
from liren.kernel.doors.revealable import Fact, Facts

REVEALS: Facts = {
    "people.person": {
        "id_number": Fact(_("证件号码"), whose="user", needs="people.view"),
        "phone": Fact(_("手机号码"), whose="user", needs="people.view"),
    },
    "cases.case": {
        "reporter.phone": Fact(_("反映人的手机号码"), whose="reporter"),
        "title": Fact(_("标题全文"), whose="reporter"),
        "text": Fact(_("事件描述全文"), whose="reporter"),
        "address": Fact(_("地址全文"), whose="reporter"),
        "outcome": Fact(_("处置结果全文"), whose="reporter"),
        "rating_note": Fact(_("评价全文"), whose="reporter"),
    },
    "people.tenancy": {
        "landlord_phone": Fact(_("房东的手机号码"), whose="landlord.user", needs="people.rentals"),
        "note": Fact(_("租约备注全文"), whose="landlord.user", needs="people.rentals"),
    },
    "duties.assignment": {
        "text": Fact(_("交办要求全文"), needs="duties.assignments"),
        "outcome": Fact(_("完成情况全文"), needs="duties.assignments"),
    },
    "money.donation": {
        "donor_phone": Fact(_("捐赠人的电话"), needs="money.donations"),
    },
    "money.gift": {
        "donor_phone": Fact(_("捐赠人的电话"), needs="money.gifts"),
    },
    "money.spending": {"payee_account": Fact(_("收款账号"), needs="money.spendings")},
    "people.visit": {
        "note": Fact(_("走访说明全文"), whose="household.head.user", needs="people.visits")
    },
    "people.proposal": {
        "value": Fact(_("建议改成的内容"), whose="person.user", needs="people.proposals")
    },
}
