"""The form cookie and form tokens: ours are believed, changed and old ones are not, and what is remembered stays as it was."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, flash, get_flashed_messages, session
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from lms.kernel.web import signatures

SECRET = "a secret of thirty-two characters"
COOKIE = "session"


def app_of(secret: str = SECRET) -> Flask:
    app = Flask("forms")
    app.config.update(SECRET_KEY=secret, WTF_CSRF_TIME_LIMIT=None, PERMANENT_SESSION_LIFETIME=timedelta(days=30))
    app.session_interface = signatures.FormCookie()
    signatures.FormTokens(app)

    @app.get("/")
    def form() -> str:
        return str(generate_csrf())

    @app.post("/")
    def deed() -> str:
        return "done"

    @app.get("/say")
    def say() -> str:
        flash("Saved.")
        return ""

    @app.get("/read")
    def read() -> dict[str, Any]:
        return {"told": get_flashed_messages(), "kept": sorted(session)}

    return app


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def test_a_form_with_the_token_of_its_browser_is_taken_and_any_other_is_refused() -> None:
    client, other = app_of().test_client(), app_of().test_client()
    token, foreign = client.get("/").text, other.get("/").text
    assert client.post("/", data={"csrf_token": token}).status_code == 200
    assert client.post("/", headers={"X-CSRFToken": token}).status_code == 200
    for wrong in (foreign, "", token[:-1], token.partition(".")[0], "x" * 40):
        assert client.post("/", data={"csrf_token": wrong}).status_code == 400
    assert app_of().test_client().post("/", data={"csrf_token": token}).status_code == 400


@pytest.mark.parametrize(
    # The last letter of a signature also holds two bits that mean nothing: another one is changed.
    "change",
    [lambda text: text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1], lambda text: "x" + text],
)
def test_a_cookie_that_was_changed_keeps_nothing(change: Any) -> None:
    client = app_of().test_client()
    client.get("/")
    assert client.get("/read").json == {"told": [], "kept": ["csrf_token"]}
    client.set_cookie(COOKIE, change(cookie_of(client)))
    assert client.get("/read").json == {"told": [], "kept": []}


def test_a_cookie_of_another_secret_keeps_nothing_even_where_its_own_program_has_just_read_it() -> None:
    ours, theirs = app_of().test_client(), app_of("another secret of thirty-two letters").test_client()
    theirs.get("/")
    assert theirs.get("/read").json == {"told": [], "kept": ["csrf_token"]}
    ours.set_cookie(COOKIE, cookie_of(theirs))
    assert ours.get("/read").json == {"told": [], "kept": []}


def test_a_cookie_ends_when_its_time_is_over_also_where_it_is_remembered() -> None:
    app = app_of()
    client = app.test_client()
    client.get("/")
    assert client.get("/read").json == {"told": [], "kept": ["csrf_token"]}
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=-1)
    assert client.get("/read").json == {"told": [], "kept": []}


def test_a_message_that_was_shown_once_is_there_again_for_the_same_cookie_and_only_then() -> None:
    """What one request takes out of its copy must not be missing in the remembered one."""
    client = app_of().test_client()
    client.get("/say")
    text = cookie_of(client)
    for _ in range(2):
        client.set_cookie(COOKIE, text)
        client.get("/say")
        assert client.get("/read").json == {"told": ["Saved.", "Saved."], "kept": []}
    assert client.get("/read").json == {"told": [], "kept": []}


def test_an_answer_that_leaves_the_cookie_as_it_is_sends_none_and_still_says_that_it_depends_on_it() -> None:
    client = app_of().test_client()
    assert client.get("/").headers["Set-Cookie"]
    answer = client.get("/read")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Cookie"


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()  # as it looks to a process while another one makes it
    first = signatures.kept_secret(tmp_path)
    assert len(first) > 30
    assert signatures.kept_secret(tmp_path) == first


def test_only_a_long_cookie_is_compressed_and_both_are_read_back() -> None:
    serializer = signatures.FormCookie().get_signing_serializer(app_of())
    assert serializer is not None
    short, long = {"kept": "a word"}, {"kept": "many words " * 200}
    assert not serializer.dumps(short).startswith(".")
    assert serializer.dumps(long).startswith(".")
    assert [serializer.loads(serializer.dumps(one)) for one in (short, long)] == [short, long]


def test_a_cookie_that_flask_itself_has_made_is_read() -> None:
    app = app_of()
    made = SecureCookieSessionInterface().get_signing_serializer(app)
    assert made is not None
    client = app.test_client()
    client.set_cookie(COOKIE, made.dumps({"_flashes": [("message", "Saved.")]}))
    assert client.get("/read").json == {"told": ["Saved."], "kept": []}
