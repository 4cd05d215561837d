"""What every page keeps: headers, the token of a form, language, theme, and absent pages that look like forbidden ones."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from lms.accounts import models
from lms.kernel import db
from lms.kernel.web import requests
from tests.cast import Cast, gather
from tests.houses import House

SignIn = Callable[..., tuple[Any, int, str]]
STRICT = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def with_token(sqlite_house: House) -> Iterator[House]:
    """A house whose forms need their token, as in the product."""
    sqlite_house.app.config["WTF_CSRF_ENABLED"] = True
    yield sqlite_house
    sqlite_house.app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/staff", "/forgotten", "/me", "/nowhere", "/card/unknown"])
def test_every_page_has_the_strict_headers(sqlite_house: House, path: str) -> None:
    answer = sqlite_house.client().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert all(part in policy for part in STRICT)
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("trouble", "status"),
    [(RuntimeError("secret detail"), 500), (OperationalError("select 1", {}, Exception("secret detail")), 503)],
)
def test_a_breakdown_says_what_to_do_and_tells_no_detail(sqlite_house: House, trouble: Exception, status: int) -> None:
    def broken() -> str:
        raise trouble

    sqlite_house.app.config["PROPAGATE_EXCEPTIONS"] = False
    sqlite_house.app.add_url_rule("/broken", "broken", broken)
    answer = sqlite_house.client().get("/broken")
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == requests.SECURITY_POLICY
    assert "secret detail" not in answer.text
    assert "Go to the first page" in answer.text


def test_pages_hold_no_inline_style_or_script(sqlite_house: House, cast: Cast) -> None:
    for client, path in (
        (sqlite_house.client(), "/sign-in/staff"),
        (sqlite_house.client(cast.caseworker), "/casework"),
    ):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


def test_a_form_without_its_token_changes_nothing(with_token: House, cast: Cast) -> None:
    client = with_token.client(cast.caseworker)
    answer = client.post("/me/theme", data={"theme": "dark"})
    assert answer.status_code == 400
    assert "This form is too old." in answer.text
    with db.transaction(with_token.engine) as session:
        assert session.get_one(models.User, cast.caseworker.user_id).theme == "system"


def test_a_public_form_without_its_token_says_so_too(with_token: House) -> None:
    answer = with_token.client().post("/forgotten", data={"email": "marta@lindenhof.example"})
    assert answer.status_code == 400
    assert "This form is too old." in answer.text


def test_a_form_with_its_token_is_taken(with_token: House, cast: Cast) -> None:
    client = with_token.client(cast.caseworker)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/me").text)
    assert token is not None
    assert client.post("/me/theme", data={"theme": "dark", "csrf_token": token.group(1)}).status_code == 204
    with db.transaction(with_token.engine) as session:
        assert session.get_one(models.User, cast.caseworker.user_id).theme == "dark"


def test_the_chosen_theme_is_on_the_page(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.caseworker)
    client.post("/me/theme", data={"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/me").text
    assert client.post("/me/theme", data={"theme": "pink"}).status_code == 422


def test_a_forbidden_page_looks_like_an_absent_one(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client(cast.leyla)
    forbidden, absent = client.get("/casework"), client.get("/nowhere-at-all")
    assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert forbidden.text.replace("/casework", "") == absent.text.replace("/nowhere-at-all", "")
    assert "This page is not here." in absent.text
    assert "Go to the first page" in absent.text.partition("<main")[2].partition('href="/"')[2]


def test_another_providers_person_looks_absent(sqlite_house: House, cast: Cast) -> None:
    stranger = sqlite_house.client(cast.outsider)
    own = sqlite_house.client(cast.caseworker)
    assert own.get(f"/casework/{cast.leyla.learner_id}").status_code == 200
    assert stranger.get(f"/casework/{cast.leyla.learner_id}").status_code == 404


def test_who_is_not_signed_in_is_led_back_after_signing_in(sqlite_house: House) -> None:
    assert sqlite_house.client().get("/casework?q=leyla").location == "/sign-in?next=/casework?q%3Dleyla"


def test_a_language_is_kept_on_the_device(sqlite_house: House) -> None:
    client = sqlite_house.app.test_client()
    answer = client.get("/language/ar?next=/sign-in/staff")
    assert answer.location == "/sign-in/staff"
    page = client.get("/sign-in/staff").text
    assert '<html lang="ar" dir="rtl"' in page


def test_the_browsers_language_is_used_first(sqlite_house: House) -> None:
    client = sqlite_house.app.test_client()
    assert '<html lang="de"' in client.get("/sign-in", headers={"Accept-Language": "de-AT,en;q=0.5"}).text
    assert '<html lang="en"' in client.get("/sign-in", headers={"Accept-Language": "ti"}).text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/"])
def test_a_language_link_leads_nowhere_else(sqlite_house: House, target: str) -> None:
    assert sqlite_house.client().get("/language/de", query_string={"next": target}).location == "/"


def test_an_unknown_language_is_not_kept(sqlite_house: House) -> None:
    answer = sqlite_house.app.test_client().get("/language/xx")
    assert not answer.headers.getlist("Set-Cookie")
