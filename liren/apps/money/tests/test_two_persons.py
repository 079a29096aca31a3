"""Where an act asks for another person, the database asks for one as well."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models

# verb: the column that keeps who did it; empty where only the record of acts and the books do
KEPT = {
    "money.accept_service": "accepted_by_id",
    "money.approve": "approved_by_id",
    "money.approve_budget": "decided_by_id",
    "money.cancel_claim": "",
    "money.cancel_work": "closed_by_id",
    "money.choose_offer": "decided_by_id",
    "money.close_project": "closed_by_id",
    "money.close_work": "closed_by_id",
    "money.confirm_bill": "confirmed_by_id",
    "money.confirm_close": "confirmed_by_id",
    "money.confirm_contributions": "confirmed_by_id",
    "money.confirm_donation": "confirmed_by_id",
    "money.confirm_gift": "confirmed_by_id",
    "money.confirm_receipt": "confirmed_by_id",
    "money.confirm_remittance": "decided_by_id",
    "money.consent_run": "second_by_id",
    "money.grant_project": "decided_by_id",
    "money.pay": "paid_by_id",
    "money.publish_accounts": "published_by_id",
    "money.refuse": "",
    "money.refuse_project": "decided_by_id",
    "money.refuse_remittance": "decided_by_id",
    "money.return_budget": "decided_by_id",
    "money.return_donation": "",
    "money.return_gift": "",
    "money.reverse": "",
    "money.review_project": "",
    "money.settle": "settled_by_id",
    "money.strike_contributions": "struck_by_id",
    "money.turn_over": "",
    "money.undo_payment": "",
}


def barred() -> list[tuple[type[models.Model], str, str]]:
    """Each act of money that the first person may not do: model, verb, first person's column."""
    found = []
    for model in apps.get_app_config("money").get_models():
        bars = getattr(model, "bars", {})
        found += [(model, verb, first) for verb, firsts in bars.items() for first in firsts]
    return found


def accepts(model: type[models.Model], **row: int) -> bool:
    """Whether the checks of a table let a row with nothing but these columns pass."""
    table, names = model._meta.db_table, ", ".join(row)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS two_persons")
        cursor.execute(f"CREATE TEMP TABLE two_persons (LIKE {table} INCLUDING CONSTRAINTS)")
        for field in model._meta.concrete_fields:
            cursor.execute(f"ALTER TABLE two_persons ALTER {field.column} DROP NOT NULL")
        values = ", ".join(map(str, row.values()))
        cursor.execute("SAVEPOINT tried")
        try:
            cursor.execute(f"INSERT INTO two_persons ({names}) VALUES ({values})")
        except IntegrityError:
            cursor.execute("ROLLBACK TO SAVEPOINT tried")
            return False
    return True


def test_every_act_of_two_persons_is_listed() -> None:
    assert {verb for _model, verb, _first in barred()} == set(KEPT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "verb", "first"),
    [one for one in barred() if KEPT.get(one[1])],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_sql_refuses_the_same_person_twice(
    model: type[models.Model], verb: str, first: str
) -> None:
    second = KEPT[verb]
    assert accepts(model, **{first: 7, second: 8})
    assert accepts(model, **{first: 7})
    assert not accepts(model, **{first: 7, second: 7}), f"{model.__name__}.{second} may be {first}"
