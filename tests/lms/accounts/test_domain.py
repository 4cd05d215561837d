"""Rules of signing in: waits, passwords, the end of a session."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.accounts import domain

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (9, 320), (11, 900), (400, 900)]
)
def test_waits_double_from_the_third_wrong_try_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert domain.wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("password", "trouble"),
    [
        ("short", "accounts.password_short"),
        ("1234567890", "accounts.password_common"),
        ("abababababab", "accounts.password_common"),
        ("Marta Klein Weber", "accounts.password_common"),
        ("marta@lindenhof.example", "accounts.password_common"),
        ("green river stone", None),
    ],
)
def test_a_password_is_long_and_not_one_that_many_use(password: str, trouble: str | None) -> None:
    assert domain.password_trouble(password, "Marta Klein Weber", "marta@lindenhof.example") == trouble


@pytest.mark.parametrize(
    ("seen", "expires", "ended", "over"),
    [
        (timedelta(minutes=-29), timedelta(hours=1), None, False),
        (timedelta(minutes=-30), timedelta(hours=1), None, True),
        (timedelta(0), timedelta(0), None, True),
        (timedelta(0), timedelta(hours=1), timedelta(0), True),
    ],
)
def test_a_session_ends_by_pause_by_age_and_by_signing_out(
    seen: timedelta, expires: timedelta, ended: timedelta | None, over: bool
) -> None:
    end = NOW + ended if ended is not None else None
    assert domain.session_over(NOW + seen, NOW + expires, end, timedelta(minutes=30), NOW) is over


def test_a_token_is_kept_as_its_hash_only() -> None:
    token = domain.new_token()
    assert token != domain.new_token()
    assert len(token) >= 21
    assert token not in domain.token_hash(token)


def test_a_device_is_named_in_words_a_person_knows_and_an_unknown_one_not_at_all() -> None:
    phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
    assert domain.device_name(phone) == "Chrome, Android"
    assert domain.device_name("Chrome, Android") == "Chrome, Android"
    assert domain.device_name("Werkzeug/3.1") == ""
