"""Likely duplicate persons."""

from datetime import date

import pytest

from lms.learners.domain.duplicates import (
    Person,
    Reason,
    birth_reason,
    compare,
    folded_name,
    folded_phone,
    likely_duplicates,
    one_slip_apart,
)

BORN = date(1988, 4, 7)
PHONE = "+49 30 23125 001"


def person(given: str, family: str, born: date | None = BORN, phone: str = "", key: int = 0) -> Person:
    return Person(key, given, family, born, phone)


def reasons(one: Person, other: Person) -> tuple[Reason, ...]:
    return compare(one, other).reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "MUELLER"),
        ("Müller", "Muller"),
        ("Yıldız", "yildiz"),
        ("Öztürk", "Oztuerk"),
        ("Łukasz", "Lukasz"),
        ("Nguyễn", "Nguyen"),
        ("Al-Hassan", "al hassan"),
        ("Weiß", "Weiss"),
        ("Ștefan", "Stefan"),
        ("O'Brien", "OBrien"),
        ("İbrahim", "Ibrahim"),
    ],
)
def test_accents_capitals_and_signs_do_not_make_another_name(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


def test_names_in_other_scripts_stay_apart() -> None:
    assert folded_name("ራሄል") != folded_name("ሰናይት")
    assert folded_name("محمود") == "محمود"


def test_same_name_and_birth_date() -> None:
    assert reasons(person("Hodan", "Nuur"), person("HODAN", "Nuur")) == (Reason.SAME_NAME, Reason.SAME_BIRTH_DATE)


def test_given_and_family_name_swapped() -> None:
    assert reasons(person("Hodan", "Nuur"), person("Nuur", "Hodan"))[0] is Reason.SWAPPED_NAME


def test_one_slip_in_one_name_also_when_swapped() -> None:
    assert reasons(person("Zeynep", "Kaya"), person("Zeinep", "Kaya"))[0] is Reason.SIMILAR_NAME
    assert reasons(person("Zeynep", "Kaya"), person("Kaya", "Zenep"))[0] is Reason.SIMILAR_NAME


def test_slips_in_both_names_are_two_people() -> None:
    assert likely_duplicates([person("Zeynep", "Kayaa"), person("Zeinep", "Kaya")]) == ()


def test_one_other_letter_in_a_short_name_is_another_name() -> None:
    assert likely_duplicates([person("Ali", "Demir"), person("Ari", "Demir")]) == ()


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("marta", "marta", False),
        ("marta", "marga", True),
        ("marta", "mara", True),
        ("marta", "martaa", True),
        ("marta", "matra", True),
        ("marta", "amrat", False),
        ("marta", "mira", False),
        ("", "a", True),
    ],
)
def test_one_slip_is_a_letter_wrong_missing_too_many_or_two_swapped(one: str, other: str, apart: bool) -> None:
    assert one_slip_apart(one, other) is apart
    assert one_slip_apart(other, one) is apart


def test_day_and_month_swapped() -> None:
    one, other = person("Hodan", "Nuur", date(1979, 3, 8)), person("Hodan", "Nuur", date(1979, 8, 3))
    assert birth_reason(one, other) is Reason.DAY_AND_MONTH_SWAPPED
    assert len(likely_duplicates([one, other])) == 1


def test_day_over_twelve_is_no_month() -> None:
    one, other = person("Hodan", "Nuur", date(1979, 3, 18)), person("Hodan", "Nuur", date(1979, 8, 3))
    assert birth_reason(one, other) is Reason.OTHER_BIRTH_DATE
    assert likely_duplicates([one, other]) == ()


def test_father_and_son_with_one_name_and_one_phone_are_two_people() -> None:
    father, son = person("Ali", "Nuur", date(1960, 1, 1), PHONE), person("Ali", "Nuur", date(1990, 1, 1), PHONE)
    assert likely_duplicates([father, son]) == ()


def test_twins_share_a_birth_date_and_a_phone_but_no_name() -> None:
    assert likely_duplicates([person("Hodan", "Nuur", BORN, PHONE), person("Hiba", "Nuur", BORN, PHONE)]) == ()


def test_same_name_with_a_birth_date_missing_is_shown() -> None:
    (pair,) = likely_duplicates([person("Hodan", "Nuur", None), person("Hodan", "Nuur")])
    assert (pair.score, pair.reasons) == (0.6, (Reason.SAME_NAME,))


def test_similar_name_and_same_phone_without_birth_dates_is_shown() -> None:
    persons = [person("Zeynep", "Kaya", None, PHONE), person("Zeinep", "Kaya", None, "030 23125001")]
    assert len(likely_duplicates(persons)) == 1


def test_phone_is_the_same_however_it_is_written() -> None:
    assert folded_phone("+49 (30) 23125-001") == folded_phone("030/23125001")
    assert folded_phone("12") == ""


def test_nameless_entries_are_nobody() -> None:
    assert likely_duplicates([person("", ""), person("", "")]) == ()


def test_likeliest_pair_comes_first_with_its_keys() -> None:
    persons = [
        person("Hodan", "Nuur", key=1),
        person("Hodam", "Nuur", key=2),
        person("Mateo", "Rojas", date(1990, 5, 5), PHONE, key=3),
        person("Mateo", "Rojas", date(1990, 5, 5), PHONE, key=4),
    ]
    assert [(pair.one.key, pair.other.key) for pair in likely_duplicates(persons)] == [(3, 4), (1, 2)]
