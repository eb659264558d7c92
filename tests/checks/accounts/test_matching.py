"""Who is who: the id is proof, the login a hint."""

from __future__ import annotations

import pytest

from guard.account import Account
from guard.checks.accounts.matching import Match, Scene, is_built_in
from tests.checks.accounts.scenes import AFTER, SMALL, account, inventory, roster


def match(told: Account, *changes: tuple[str, str]) -> Match:
    (found,) = Scene(roster(SMALL, *changes), [inventory(told)], AFTER).matches
    return found


def person(found: Match) -> tuple[str, ...] | None:
    return None if found.entry is None else found.entry.persons


def test_an_account_is_matched_by_its_id() -> None:
    found = match(account("12", "rokuro"))
    assert (person(found), found.by_login, found.renamed) == (("p-2",), False, False)


def test_an_id_may_stand_behind_the_name_of_its_attribute() -> None:
    assert person(match(account("11", "hanako"), ('id: "11"', 'id: "entryUUID 11"'))) == ("p-1",)


def test_ids_that_end_in_one_word_are_not_one() -> None:
    changes = ('id: "11"', 'id: "office user"'), ('id: "12"', 'id: "guest user"')
    assert person(match(account("office user", "hanako"), *changes)) == ("p-1",)
    assert person(match(account("guest user", "rokuro"), *changes)) == ("p-2",)
    assert person(match(account("user", "somebody"), *changes)) is None


@pytest.mark.parametrize(
    "written",
    [
        "43C8D3A0-1111-2222-3333-44445555AAAA",
        "{43c8d3a0-1111-2222-3333-44445555aaaa}",
        "objectGUID: 43c8d3a0-1111-2222-3333-44445555AAAA",
    ],
)
def test_a_uuid_has_no_case_and_no_braces(written: str) -> None:
    found = match(account("43c8d3a0-1111-2222-3333-44445555aaaa", "hanako"), ('id: "11"', f'id: "{written}"'))
    assert (person(found), found.by_login) == (("p-1",), False)


def test_ids_that_are_no_uuid_keep_their_case() -> None:
    assert match(account("AIDAX", "hanako"), ('id: "11"', "id: aidax")).by_login


def test_a_renamed_account_keeps_its_person() -> None:
    found = match(account("12", "jiro"))
    assert (person(found), found.renamed) == (("p-2",), True)


def test_a_login_with_another_id_is_somebody_else() -> None:
    found = match(account("99", "rokuro"))
    assert (person(found), found.by_login) == (("p-2",), True)


def test_the_login_has_to_do_where_there_is_no_id_to_compare() -> None:
    assert not match(account("", "rokuro")).by_login
    assert not match(account("99", "rokuro"), ('id: "12", ', "")).by_login


def test_logins_are_folded_only_where_the_system_folds_them() -> None:
    assert person(match(account("", "ＲＯＫＵＲＯ", folds=True))) == ("p-2",)
    assert person(match(account("", "ROKURO"))) is None
    assert match(account("12", "ROKURO")).renamed
    assert not match(account("12", "ROKURO", folds=True)).renamed


def test_people_are_never_matched_by_mail_or_name() -> None:
    assert person(match(account("", "hanako2", mail="hanako@corp.example"))) is None


def test_accounts_of_another_system_are_not_looked_at() -> None:
    scene = Scene(roster(), [inventory(account("11"), system="elsewhere")], AFTER)
    assert scene.matches == ()


def test_what_comes_with_the_system_is_named_in_the_roster() -> None:
    assert is_built_in(match(account("1", "krbtgt"), ("adapter: csv", "adapter: csv, built_in: [krbtgt]")))
    assert not is_built_in(match(account("1", "krbtgt")))
