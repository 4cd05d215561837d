"""What is refused: it says so with its status, it is logged, and nothing is changed."""

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lms.accounts.models import Membership
from lms.accounts.services import sign_in
from lms.blocks import jobs, models, services, views
from lms.blocks.domain import trials, uploads
from lms.blocks.domain.viewers import Viewer
from lms.courses.queries.results import block_results
from lms.kernel import clock, errors
from lms.kernel.jobs import Progress
from lms.learners import models as learners
from tests.lms.blocks.conftest import Lesson


@pytest.fixture
def usage(lesson: Lesson) -> str:
    """A block that counts, in the open unit."""
    return lesson.add("count", {"text": "Bread"})


def state(lesson: Lesson, usage: str) -> tuple[Any, ...]:
    """All that could be changed: what is written, what learners did and reached."""
    with lesson.house.acting(lesson.cast.teacher):
        results = block_results([usage])
    # An address says until when it is good: two are never the same.
    people = (lesson.cast.leyla, lesson.cast.mahmoud)
    shown = [re.sub("/blocks/answer/[^/]+/", "", lesson.show(one).blocks[0].html) for one in people]
    return lesson.fields(lesson.cast.teacher, usage), results, shown


def files(lesson: Lesson) -> set[str]:
    """Every file there is, without the database."""
    return {str(path) for path in lesson.door.folder.rglob("*") if path.is_file() and "onward.db" not in path.name}


def test_a_learner_calls_no_handler_of_authors(lesson: Lesson, usage: str, caplog: pytest.LogCaptureFixture) -> None:
    before = state(lesson, usage)
    refused = lesson.send(lesson.cast.leyla, usage, "studio_submit", json={"text": "Mine now"})
    assert (refused.status_code, refused.get_json()) == (403, {"error": "Only people who write exercises can do this."})
    assert "studio_submit is an author's handler, refused" in caplog.text
    # Under a name that does not show it, the block is called; what authors write stays as it was, and so does all else.
    assert lesson.send(lesson.cast.leyla, usage, "rename", json={"text": "Mine now"}).status_code == 403
    assert "rename tried to write what authors write" in caplog.text
    assert state(lesson, usage) == before
    assert lesson.send(lesson.cast.teacher, usage, "studio_submit", json={"text": "Mine now"}).status_code == 403
    assert (
        lesson.send(lesson.cast.teacher, usage, "studio_submit", author=True, json={"text": "Cheese"}).status_code
        == 200
    )
    assert lesson.fields(lesson.cast.teacher, usage) == {"text": "Cheese"}


def test_nobody_becomes_an_author_by_asking(lesson: Lesson) -> None:
    with lesson.house.app.test_request_context():
        assert not views.socket.viewer(lesson.cast.leyla, author=True).author
        assert not views.socket.viewer(lesson.cast.carer, author=True).author
        assert views.socket.viewer(lesson.cast.teacher, author=True).author
        assert not views.socket.viewer(lesson.cast.teacher).author


def test_an_address_is_good_for_one_person_one_usage_and_some_hours(lesson: Lesson, usage: str) -> None:
    client, leyla = lesson.house.app.test_client(), lesson.cast.leyla
    other = lesson.add("count")
    good = lesson.address(leyla, usage, "add")
    assert client.post(good.replace("/blocks/answer/", "/blocks/answer/x"), json={}).status_code == 404
    token = good.split("/")[3]
    payload = lesson.door.seal(lesson.viewer(leyla), other, clock.now()).rpartition(".")[0]
    forged = f"{payload}.{token.rpartition('.')[2]}"
    assert client.post(f"/blocks/answer/{forged}/add", json={}).status_code == 404
    with clock.shifted_to(clock.now() + timedelta(hours=4)):
        late = client.post(good, json={})
    assert (late.status_code, "Load the page again" in late.get_json()["error"]) == (409, True)
    # Whoever is not in the class, or not in this house, has nothing to open: absent and forbidden look alike.
    for stranger in (lesson.cast.amina, lesson.cast.outsider):
        assert lesson.send(stranger, usage, "add", json={}).status_code == 404
        assert lesson.house.client(stranger).get(f"/blocks/units/{lesson.unit_id}").status_code == 404
    assert client.post(good, json={}).status_code == 200
    with lesson.house.acting(lesson.cast.teacher):
        services.edit_unit(
            lesson.unit_id, title="Closed", opens_on=None, level="", outcome="", actor=lesson.cast.teacher
        )
    assert client.post(good, json={}).status_code == 404


def test_what_was_sealed_in_a_session_ends_with_it(lesson: Lesson, usage: str) -> None:
    """Signed out, another password, a role taken away: at once, and not when the hours of the address are over."""
    cast, nobody = lesson.cast, lesson.house.app.test_client()

    def sealed(client: FlaskClient) -> str:
        found = re.search(r'(/blocks/answer/[^"/]+/)', client.get(f"/blocks/units/{lesson.unit_id}").text)
        assert found
        return f"{found[1]}add"

    def answers(address: str) -> int:
        return nobody.post(address, json={}, headers={"Origin": "null"}).status_code

    phone, tablet = lesson.house.client(cast.leyla), lesson.house.client(cast.leyla)
    on_phone, on_tablet, of_teacher = sealed(phone), sealed(tablet), sealed(lesson.house.client(cast.teacher))
    assert [answers(one) for one in (on_phone, on_tablet, of_teacher)] == [200, 200, 200]
    phone.post("/sign-out")
    assert [answers(one) for one in (on_phone, on_tablet)] == [409, 200]
    # A new password ends every session of hers.
    with lesson.house.acting(cast.administrator):
        sign_in.end_sessions_of(cast.leyla.user_id or "", now=clock.now())
    assert answers(on_tablet) == 409
    # The role is taken away while the session goes on.
    with lesson.house.acting(cast.administrator) as session:
        session.execute(update(Membership).where(Membership.user_id == cast.teacher.user_id).values(active=False))
    assert answers(of_teacher) == 409
    with lesson.house.acting(cast.teacher):
        assert block_results([usage])[cast.leyla.learner_id or "", usage].times == 3
    # And an address that was sealed in no session is none.
    unsigned = lesson.door.seal(Viewer(cast.provider_id, learner_id=cast.mahmoud.learner_id), usage, clock.now())
    assert answers(f"/blocks/answer/{unsigned}/add") == 409


def test_a_page_that_changes_nothing_waits_for_nobody_who_writes(lesson: Lesson, usage: str) -> None:
    """Somebody else holds SQLite's one place to write all the while."""
    learner = lesson.house.client(lesson.cast.leyla)
    learner.get("/today")
    address = lesson.address(lesson.cast.leyla, usage, "seen")
    with lesson.house.acting(lesson.cast.teacher):
        assert learner.get(f"/blocks/units/{lesson.unit_id}").status_code == 200
        assert learner.get(f"/blocks/units/{lesson.unit_id}/way").status_code == 200
        assert lesson.house.app.test_client().get(address).get_json() == {"mine": 0}


def test_the_doors_of_frames_know_nobody_by_a_cookie(lesson: Lesson, usage: str) -> None:
    """Mahmoud's browser sends what Leyla's address names: it is hers. Nothing is set, and only frames may read it."""
    mahmoud = lesson.house.client(lesson.cast.mahmoud)
    answered = mahmoud.post(lesson.address(lesson.cast.leyla, usage, "add"), json={}, headers={"Origin": "null"})
    assert answered.get_json()["mine"] == 1
    assert lesson.send(lesson.cast.mahmoud, usage, "add", json={}).get_json() == {"mine": 1, "all": 2, "suffix": ""}
    assert answered.headers["Access-Control-Allow-Origin"] == "null"
    assert "Access-Control-Allow-Credentials" not in answered.headers
    assert "sandbox allow-scripts" in answered.headers["Content-Security-Policy"]
    assert "allow-same-origin" not in answered.headers["Content-Security-Policy"]
    elsewhere = mahmoud.post(
        lesson.address(lesson.cast.leyla, usage, "add"), json={}, headers={"Origin": "https://elsewhere.example"}
    )
    assert "Access-Control-Allow-Origin" not in elsewhere.headers
    sent = lesson.send(lesson.cast.leyla, usage, "send", data={"file": (BytesIO(b"abc"), "a.txt")})
    assert (sent.get_json(), sent.headers.get("Set-Cookie")) == ({"name": "a.txt", "size": 3}, None)
    asked = lesson.house.app.test_client().options(
        lesson.address(lesson.cast.leyla, usage, "add"), headers={"Origin": "null"}
    )
    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, "null")
    page = mahmoud.get(f"/blocks/units/{lesson.unit_id}", headers={"Origin": "null"})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_scripts_of_others_stay_out_of_the_page(lesson: Lesson, usage: str) -> None:
    """What a block of others renders goes into its frame, as data that no browser runs."""
    page = lesson.house.client(lesson.cast.leyla).get(f"/blocks/units/{lesson.unit_id}")
    html = page.get_data(as_text=True)
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "<script>alert" not in html
    assert "CountBlock(runtime" in html
    parts = json.loads(html.split('class="block-document">')[1].split("</script>")[0])
    assert "<script>alert(1)</script>" in parts["body"]
    # Arguments of a block cannot end their element either.
    assert "</script><script>alert(2)" not in parts["body"]


def test_a_block_of_ours_that_brings_script_is_left_out(lesson: Lesson, caplog: pytest.LogCaptureFixture) -> None:
    lesson.add("forged", {"html": "<p>Good</p>"})
    bad = [
        lesson.add("forged", fields)
        for fields in (
            {"html": "<p>Hello</p><script>alert(1)</script>"},
            {"html": "<img src=x onerror=alert(1)>"},
            {"script": "alert(1)"},
            {"script": "https://elsewhere.example/x.js"},
        )
    ]
    page = lesson.show(lesson.cast.leyla)
    assert "<p>Good</p>" in page.blocks[0].html
    assert [("block-failed" in one.html, "alert" in one.html) for one in page.blocks[1:]] == [(True, False)] * 4
    assert (page.scripts, [one[0] for one in page.left_out]) == ((), bad)
    assert caplog.text.count("into a page") == 4


def test_a_type_that_is_not_allowed_is_neither_loaded_nor_shown_nor_called(
    lesson: Lesson, usage: str, caplog: pytest.LogCaptureFixture
) -> None:
    admin = lesson.house.client(lesson.cast.administrator)
    with lesson.house.acting(lesson.cast.teacher), pytest.raises(errors.Conflict):
        services.add_block(lesson.unit_id, "done", door=lesson.door, actor=lesson.cast.teacher, now=clock.now())
    page = admin.get("/blocks/kinds")
    assert (page.status_code, "done-xblock" in page.get_data(as_text=True)) == (200, True)
    assert admin.post("/blocks/kinds", data={"kind": "done", "allowed": "1"}).status_code == 302
    assert "Switch done off" in admin.get("/blocks/kinds").get_data(as_text=True)
    with lesson.house.acting(lesson.cast.teacher) as session:
        definition = models.Definition(block_type="done", made_at=clock.now())
        session.add(definition)
        session.flush()
        session.add(placed := models.Usage(definition_id=definition.id, unit_id=lesson.unit_id, position=9))
        session.flush()
        done = placed.id
    admin.post("/blocks/kinds", data={"kind": "done", "allowed": "0"})
    shown = lesson.show(lesson.cast.leyla)
    assert shown.left_out == ((done, "done", "not allowed"),)
    assert "Ask your centre" in shown.blocks[1].html
    refused = lesson.send(lesson.cast.leyla, done, "toggle_button", json={"done": True})
    assert refused.status_code == 403
    assert "may not run here" in caplog.text
    assert lesson.house.client(lesson.cast.teacher).get("/blocks/kinds").status_code == 404
    assert lesson.house.client().get("/blocks/file/000/block/done/3.0.0/public/check-full.png").status_code == 404


class Unread:
    """A body of 200 MB that must not be read."""

    at = 0

    def seek(self, to: int, whence: int = 0) -> None:
        self.at = 200 * uploads.MEGABYTE if whence == 2 else to

    def tell(self) -> int:
        return self.at

    def read(self, *_size: int) -> bytes:
        raise AssertionError("it was read")

    readline = readinto = read

    def close(self) -> None:
        pass


def test_two_hundred_megabytes_are_refused_unread(lesson: Lesson, usage: str, caplog: pytest.LogCaptureFixture) -> None:
    before, kept = state(lesson, usage), files(lesson)
    for author in (False, True):
        who = lesson.cast.teacher if author else lesson.cast.leyla
        refused = lesson.send(
            who, usage, "send", author=author, input_stream=Unread(), content_type="multipart/form-data; boundary=x",
            content_length=200 * uploads.MEGABYTE,
        )  # fmt: skip
        assert (refused.status_code, refused.get_json()) == (
            413,
            {"error": "This file is too large. Send a smaller one."},
        )
    assert "send refused, 209715200 bytes" in caplog.text
    assert (state(lesson, usage), files(lesson)) == (before, kept)


def test_an_archive_that_leads_out_of_its_folder_is_refused(
    lesson: Lesson, usage: str, caplog: pytest.LogCaptureFixture
) -> None:
    before, kept = state(lesson, usage), files(lesson)
    evil = trials.archive({"imsmanifest.xml": b"<manifest/>", "../../../out.html": b"<script>1</script>"})
    refused = lesson.send(lesson.cast.teacher, usage, "send", author=True, data={"file": (BytesIO(evil), "one.zip")})
    assert refused.status_code == 422
    assert "outside of its folder" in refused.get_json()["error"]
    assert "an archive was refused (blocks.archive_leads_out)" in caplog.text
    assert (state(lesson, usage), files(lesson)) == (before, kept)


def test_a_folder_of_a_block_gets_full(lesson: Lesson, usage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.blocks.runtime.files.KEPT_BYTES", 5)
    small, large = ({"file": (BytesIO(content), "a.txt")} for content in (b"12345", b"123456"))
    assert lesson.send(lesson.cast.leyla, usage, "send", data=small).status_code == 200
    assert lesson.send(lesson.cast.leyla, usage, "send", data=large).status_code == 413


def test_files_of_somebody_who_was_erased_are_gone_the_next_night(lesson: Lesson, usage: str) -> None:
    for learner in (lesson.cast.leyla, lesson.cast.mahmoud):
        lesson.send(learner, usage, "send", data={"file": (BytesIO(b"her voice"), "a.txt")})
    assert len(files(lesson)) == 2
    with lesson.house.acting(lesson.cast.manager) as session:
        session.get_one(learners.Learner, lesson.cast.leyla.learner_id).erased_at = clock.now()
    assert jobs.forget_files({}, Progress(), clock.now()) == {"people": 1}
    assert [f"learner-{lesson.cast.mahmoud.learner_id}" in one for one in files(lesson)] == [True]
    assert jobs.forget_files({}, Progress(), clock.now()) == {"people": 0}


def test_what_a_browser_only_claims_is_no_score(lesson: Lesson, usage: str, caplog: pytest.LogCaptureFixture) -> None:
    before = state(lesson, usage)
    lesson.send(lesson.cast.leyla, usage, "publish_event", json={"event_type": "grade", "value": 4, "max_value": 4})
    assert "a browser reported grade" in caplog.text
    lesson.send(lesson.cast.leyla, usage, "add", json={"value": 9})
    with lesson.house.acting(lesson.cast.teacher):
        found = block_results([usage])
    assert (before[1], [one.score for one in found.values()]) == ({}, [None])


def test_a_handler_that_falls_keeps_nothing(lesson: Lesson, usage: str, caplog: pytest.LogCaptureFixture) -> None:
    fallen = lesson.send(lesson.cast.leyla, usage, "fall", json={})
    assert (fallen.status_code, "does not work" in fallen.get_json()["error"]) == (500, True)
    assert "failed in fall" in caplog.text
    assert lesson.send(lesson.cast.leyla, usage, "add", json={}).get_json()["mine"] == 1
    assert lesson.send(lesson.cast.leyla, usage, "absent", json={}).status_code == 404
    assert lesson.send(lesson.cast.leyla, usage, "student_view", json={}).status_code == 404


def test_an_address_that_an_author_writes_into_a_block_is_not_hers_when_others_read_it(
    lesson: Lesson, usage: str
) -> None:
    """Some blocks keep addresses of their own handlers. Sealed for an author, they would make authors of all who read them."""
    author = lesson.cast.teacher
    own = lesson.address(author, usage, "send", author=True)
    written = lesson.send(author, usage, "studio_submit", author=True, json={"text": f"<a href='{own}'>here</a>"})
    assert written.status_code == 200
    with lesson.house.acting(author) as session:
        kept = session.scalars(select(models.FieldData.fields).where(models.FieldData.scope == "content")).one()
    assert kept == {"text": f"<a href='/blocks/answer/~{usage}/send'>here</a>"}
    shown = lesson.show(lesson.cast.leyla).blocks[0].html
    token = re.findall(r"href='/blocks/answer/([^/]+)/send'", shown)[0]
    grant = lesson.door.opened(token, clock.now())
    assert (grant.viewer.learner_id, grant.viewer.author) == (lesson.cast.leyla.learner_id, False)
