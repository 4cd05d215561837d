"""Files of a class: kept by what they are, shown by the name that blocks write, carried along with a unit, swept in the end."""

import hashlib
import io
import re
import tarfile
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.blocks import jobs, queries, services
from lms.blocks.domain import media, trials, uploads
from lms.kernel import clock
from lms.kernel.jobs import Progress
from tests.cast import add_section
from tests.lms.blocks.conftest import TODAY, Lesson
from tests.lms.blocks.test_security import Unread
from tests.queries import counted

PNG = b"\x89PNG\r\n\x1a\n" + b"bread" * 9
OTHER = b"\x89PNG\r\n\x1a\n" + b"milk" * 9
MP3 = b"ID3" + b"\x04" * 60


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("bread.png", PNG, "image/png"),
        # What WhatsApp calls a JPEG and is none is known all the same.
        ("bread.jpg", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("talk.mp3", MP3, "audio/mpeg"),
        ("talk.m4a", b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ("film.mp4", b"\0\0\0\x20ftypisom", "video/mp4"),
        ("map.svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "image/svg+xml"),
        ("words.txt", "Grüße".encode(), "text/plain"),
        ("words.vtt", b"WEBVTT\n", "text/vtt"),
        ("sheet.docx", b"PK\x03\x04....", "application/octet-stream"),
        ("page.html", b"<!doctype html><script>alert(1)</script>", None),
        ("page.png", b"<!doctype html><script>alert(1)</script>", None),
        ("sheet.docx", b"MZ\x90\x00", None),
        ("words.txt", b"a\0b", None),
        ("program.js", b"alert(1)", None),
        ("bread", PNG, None),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, head: bytes, kind: str | None) -> None:
    assert media.type_of(name, head) == kind


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Mein Brot (1).PNG", "Mein_Brot_1_.png"),
        ("../../etc/passwd.png", "etc_passwd.png"),
        ("C:\\pictures\\bread.png", "C_pictures_bread.png"),
        ("خبز.jpg", "خبز.jpg"),
        (".htaccess", ""),
    ],
)
def test_a_name_can_stand_in_an_address(given: str, name: str) -> None:
    assert media.name_of(given) == name


def test_only_what_stands_for_a_file_here_is_replaced() -> None:
    there = {"a.png": "/X/a.png", "b_c.png": "/X/b"}.get
    text = """<img src="/static/a.png"> url(/static/a.png) &quot;/static/b/c.png&quot; {\\"p\\": \\"/static/a.png\\"}"""
    assert media.replaced(text, there) == text.replace("/static/a.png", "/X/a.png").replace("/static/b/c.png", "/X/b")
    kept = """"/static/js/blocks/runtime.js" "/static/a.png?raw" see /static/a.png"""
    assert media.replaced(kept, there) == kept
    assert media.described('<img src="/X/a"><img alt="" src="/X/a"/><img src=/X/a alt="b">', {"/X/a": 'A "b" & c'}) == (
        '<img alt="A &quot;b&quot; &amp; c" src="/X/a"><img alt="A &quot;b&quot; &amp; c" src="/X/a"/><img src=/X/a alt="b">'
    )


def add(client: FlaskClient, lesson: Lesson, **files: bytes) -> Any:
    given = [(io.BytesIO(content), name.replace("__", ".")) for name, content in files.items()]
    return client.post(f"/sections/{lesson.cast.section_id}/files", data={"file": given}, follow_redirects=True)


def kept(lesson: Lesson) -> dict[str, queries.KeptFile]:
    with lesson.house.acting(lesson.cast.teacher):
        return {one.name: one for one in queries.files_of_section(lesson.cast.section_id)}


def test_a_teacher_adds_describes_replaces_and_deletes_files_and_exercises_show_them(lesson: Lesson) -> None:
    teacher, section = lesson.house.client(lesson.cast.teacher), f"/sections/{lesson.cast.section_id}"
    assert "Nothing is here yet." in teacher.get(f"{section}/files").text
    assert f"{section}/files" in teacher.get(f"{section}/units").text
    assert "bread.png, talk.mp3 can be used now." in add(teacher, lesson, bread__png=PNG, talk__mp3=MP3).text
    bread = kept(lesson)["bread.png"]
    teacher.post(f"/blocks/files/{bread.id}/words", data={"alt": "A loaf of bread"})

    # In a block of ours, which stands in the page, and in one of others, which stands in a frame without a cookie.
    text = lesson.add(
        "onward-text",
        {"body": {"line": [{"text": "Das Brot.", "picture": "/static/bread.png", "sound": "/static/talk.mp3"}]}},
    )
    usage = lesson.add("count", {"text": '<img src="/static/bread.png">'})
    assert "not here" not in teacher.get(f"{section}/files").text
    # Her form offers the names and keeps them.
    form = teacher.get(f"/blocks/units/{lesson.unit_id}/blocks/{text}").text
    assert re.search(r'<option value="/static/talk.mp3">', form)
    assert 'value="/static/bread.png"' in form
    with lesson.house.acting(lesson.cast.leyla), counted(lesson.house.engine) as seen:
        page = services.unit_page(
            lesson.unit_id, lesson.viewer(lesson.cast.leyla), lesson.door, today=TODAY, now=clock.now()
        )
    assert (len(seen) <= 4, page.left_out) == (True, ())
    ours, others = (one.html for one in page.blocks)
    picture = re.findall(r'src="(/blocks/media/[^"]+/bread.png)"', ours)[0]
    assert "A loaf of bread" in ours
    assert "/talk.mp3" in ours
    assert picture in others
    assert "/static/bread.png" not in others
    assert lesson.fields(lesson.cast.teacher, usage) == {"text": '<img src="/static/bread.png">'}

    finished = lesson.send(lesson.cast.leyla, text, "finish", json={}).get_json()["html"]
    assert "A loaf of bread" in finished

    stranger = lesson.house.app.test_client()
    shown = stranger.get(picture, buffered=True, headers={"Origin": "null"})
    assert (shown.status_code, shown.data, shown.mimetype) == (200, PNG, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in shown.headers
    assert stranger.get(picture, buffered=True, headers={"Range": "bytes=0-7"}).status_code == 206
    assert stranger.get(picture.replace("/media/", "/media/x")).status_code == 404
    with clock.shifted_to(clock.now() + timedelta(days=2)):
        assert stranger.get(picture, buffered=True).status_code == 404
    assert re.findall(r'src="(/blocks/media/[^"]+)"', lesson.show(lesson.cast.mahmoud).blocks[0].html)[0] == picture

    listed = teacher.get(f"{section}/files").text
    assert ("At the market" in listed, "/static/bread.png" in listed) == (True, True)
    refused = teacher.post(f"/blocks/files/{bread.id}/remove")
    assert (refused.status_code, "Take it out of them first: At the market." in refused.text) == (409, True)
    taken = add(teacher, lesson, bread__png=OTHER)
    assert (taken.status_code, "another file called bread.png" in taken.text) == (409, True)
    another_kind = teacher.post(f"/blocks/files/{bread.id}/replace", data={"file": (io.BytesIO(MP3), "x.mp3")})
    assert another_kind.status_code == 422
    teacher.post(f"/blocks/files/{bread.id}/replace", data={"file": (io.BytesIO(OTHER), "new.png")})
    assert kept(lesson)["bread.png"].alt == "A loaf of bread"
    fresh = re.findall(r'src="(/blocks/media/[^"]+/bread.png)"', lesson.show(lesson.cast.leyla).blocks[0].html)[0]
    assert stranger.get(fresh, buffered=True).data == OTHER

    with lesson.house.acting(lesson.cast.teacher):
        for one in queries.blocks_of_unit(lesson.unit_id):
            services.remove_block(one.usage_id, actor=lesson.cast.teacher, now=clock.now())
    teacher.post(f"/blocks/files/{bread.id}/remove")
    assert set(kept(lesson)) == {"talk.mp3"}
    lesson.add("count", {"text": '<img src="/static/bread.png">'})
    assert "Exercises show files that are not here" in teacher.get(f"{section}/files").text


def test_what_is_no_file_for_a_class_and_who_may_not_keep_any_change_nothing(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    page = add(teacher, lesson, bread__png=PNG, page__html=b"<script>alert(1)</script>")
    assert (page.status_code, "page.html cannot be kept here." in page.text) == (422, True)
    monkeypatch.setattr(media, "FILE_BYTES", 20)
    assert "A file can have" in add(teacher, lesson, bread__png=PNG).text
    assert kept(lesson) == {}
    path = f"/sections/{lesson.cast.section_id}/files"
    refused = teacher.post(
        path, input_stream=Unread(), content_type="multipart/form-data; boundary=x",
        content_length=200 * uploads.MEGABYTE,
    )  # fmt: skip
    assert refused.status_code == 413
    assert "blocks.add_files: refused, 209715200 bytes" in caplog.text
    assert "blocks.add_files refused (blocks.file_kind)" in caplog.text
    for stranger in (lesson.cast.leyla, lesson.cast.outsider):
        client = lesson.house.client(stranger)
        assert client.get(path).status_code == 404
        assert add(client, lesson, bread__png=PNG).status_code == 404
    assert kept(lesson) == {}


def test_an_address_of_a_file_that_a_block_keeps_is_its_name_again(lesson: Lesson) -> None:
    """Authoring views write what they were shown; an address that is over tomorrow must not stay in a block."""
    add(lesson.house.client(lesson.cast.teacher), lesson, bread__png=PNG)
    info = kept(lesson)["bread.png"].info
    shown = services.address_of(lesson.door, lesson.cast.provider_id, info, TODAY)
    usage = lesson.add("count", {"text": f"<img src='{shown}'><img src='https://onward.example{shown}'>"})
    assert lesson.fields(lesson.cast.teacher, usage) == {
        "text": "<img src='/static/bread.png'><img src='/static/bread.png'>"
    }
    answered = lesson.send(lesson.cast.leyla, usage, "say", json={})
    assert re.fullmatch(r"<img src='/blocks/media/[\w.-]+/bread.png'>.*", answered.get_json()["text"])


# --- with units, out and in ------------------------------------------------------------------------------------------


def units(lesson: Lesson) -> list[queries.UnitInfo]:
    with lesson.house.acting(lesson.cast.teacher):
        return queries.outline(lesson.cast.section_id)


def bodies(lesson: Lesson, unit_id: str) -> list[dict[str, Any]]:
    with lesson.house.acting(lesson.cast.teacher):
        found = [one.usage_id for one in queries.blocks_of_unit(unit_id)]
    return [lesson.fields(lesson.cast.teacher, one) for one in found]


def test_a_unit_goes_out_with_its_files_and_comes_in_with_them(lesson: Lesson) -> None:
    teacher = lesson.house.client(lesson.cast.teacher)
    add(teacher, lesson, bread__png=PNG, talk__mp3=MP3, unused__png=OTHER)
    lesson.add(
        "onward-text",
        {"body": {"line": [{"text": "Das Brot.", "picture": "/static/bread.png", "sound": "/static/talk.mp3"}]}},
    )
    sent = teacher.get(f"/blocks/units/{lesson.unit_id}/olx", buffered=True)
    assert sent.headers["Content-Disposition"].endswith("unit.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(sent.data)) as archive:
        held = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}
    assert set(held) == {"course/course.xml", "course/static/bread.png", "course/static/talk.mp3"}
    assert held["course/static/bread.png"] == PNG

    # The same bytes are there already: nothing is added, and the names stay.
    path = f"/sections/{lesson.cast.section_id}/units/import"
    teacher.post(path, data={"file": (io.BytesIO(sent.data), "unit.tar.gz")})
    again = units(lesson)[-1]
    assert again.title == "At the market"
    assert bodies(lesson, again.id) == bodies(lesson, lesson.unit_id)
    assert set(kept(lesson)) == {"bread.png", "talk.mp3", "unused.png"}

    # Copied to another class it takes along what it names, and nothing else.
    second = add_section(lesson.house, lesson.cast, name="Alpha C")
    teacher.post(f"/sections/{second}/units/take", data={"from": lesson.unit_id})
    with lesson.house.acting(lesson.cast.teacher):
        copied = {one.name: one.digest for one in queries.files_of_section(second)}
        (unit,) = queries.outline(second)
    assert copied == {name: one.digest for name, one in kept(lesson).items() if name != "unused.png"}
    assert bodies(lesson, unit.id) == bodies(lesson, lesson.unit_id)

    # Other bytes under a name that is taken get the next name, also in the exercises; pages stay out.
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive_of_others:
        archive_of_others.writestr("c/course.xml", '<course url_name="r" org="o" course="c"/>')
        archive_of_others.writestr("c/course/r.xml", '<course><chapter><vertical url_name="v"/></chapter></course>')
        line = '<line picture="/static/img/bread.png">Milch</line><line picture="/static/bread.png">Milch</line>'
        archive_of_others.writestr(
            "c/vertical/v.xml", f'<vertical display_name="V"><onward-text>{line}</onward-text></vertical>'
        )
        archive_of_others.writestr("c/static/bread.png", OTHER)
        archive_of_others.writestr("c/static/img/bread.png", PNG + b"small")
        archive_of_others.writestr("c/static/page.html", "<script>alert(1)</script>")
    done = teacher.post(path, data={"file": (io.BytesIO(made.getvalue()), "c.zip")}, follow_redirects=True)
    assert "Not kept, because of their kind: page.html." in done.text
    lines = bodies(lesson, units(lesson)[-1].id)[0]["body"]["line"]
    assert [one["picture"] for one in lines] == ["/static/img_bread.png", "/static/bread-2.png"]
    assert set(kept(lesson)) == {"bread.png", "bread-2.png", "img_bread.png", "talk.mp3", "unused.png"}


def tar(members: dict[str, bytes | str]) -> bytes:
    """An archive; a text is a link to somewhere else."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            if isinstance(content, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, content
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def test_archives_that_lead_out_break_or_hold_no_unit_change_nothing(
    lesson: Lesson, caplog: pytest.LogCaptureFixture
) -> None:
    teacher, path = lesson.house.client(lesson.cast.teacher), f"/sections/{lesson.cast.section_id}/units/import"
    before = sorted(str(one) for one in lesson.door.files.rglob("*"))
    unit = b"<vertical><onward-text><line>A</line></onward-text></vertical>"
    # Twelve small files, each naming the next one twenty times.
    growing = {f"a/{n}.xml": b"<a>" + b'<a url_name="%d"/>' % (n + 1) * 20 + b"</a>" for n in range(12)}
    growing["course.xml"] = b'<course><a url_name="0"/></course>'
    for archive, says in (
        (tar({"unit.xml": unit, "../../out.png": PNG}), "outside of its folder"),
        (tar({"unit.xml": unit, "static/bread.png": "/etc/passwd"}), "outside of its folder"),
        (trials.archive({"unit.xml": unit, "../../out.png": PNG}), "outside of its folder"),
        (tar({"static/bread.png": PNG}), "no unit in this archive"),
        (trials.archive(growing), "too large when it is open"),
        (b"\x1f\x8bnothing", "cannot be opened"),
        (b"PKnothing", "cannot be opened"),
    ):
        refused = teacher.post(path, data={"file": (io.BytesIO(archive), "unit.tar.gz")})
        assert (refused.status_code, says in re.sub(r"\s+", " ", refused.text)) == (422, True)
    assert caplog.text.count("was refused (blocks.archive_leads_out)") == 3
    assert [one.id for one in units(lesson)] == [lesson.unit_id]
    assert (kept(lesson), sorted(str(one) for one in lesson.door.files.rglob("*"))) == ({}, before)


# --- what nothing leads to -------------------------------------------------------------------------------------------


def lying(lesson: Lesson) -> set[str]:
    """Files below the folder of blocks, without the marks of the nights."""
    found = (one.relative_to(lesson.door.files) for one in lesson.door.files.rglob("*") if one.is_file())
    return {str(one) for one in found if one.suffix != ".gone"}


def night(after: int) -> int:
    return int(jobs.sweep_files({}, Progress(), clock.now() + timedelta(days=after))["files"])


def test_files_of_what_was_taken_away_go_after_a_month_and_not_before(lesson: Lesson) -> None:
    cast, teacher = lesson.cast, lesson.house.client(lesson.cast.teacher)
    add(teacher, lesson, bread__png=PNG, milk__png=OTHER)
    stays, goes = lesson.add("count"), lesson.add("count")
    for usage in (stays, goes):
        lesson.send(cast.leyla, usage, "send", data={"file": (io.BytesIO(b"a"), "a.txt")})
        # As packages of others lie: below the SHA-1 of their usage, of whichever provider it is.
        folder = lesson.door.media / "scorm" / hashlib.sha1(usage.encode()).hexdigest()
        folder.mkdir(parents=True)
        (folder / "page.html").write_text("hello")
    (lesson.door.media / "scorm" / "of-another-package").mkdir()
    everything = lying(lesson)
    assert (len(everything), night(0)) == (6, 0)

    milk = kept(lesson)["milk.png"]
    with lesson.house.acting(cast.teacher):
        services.remove_block(goes, actor=cast.teacher, now=clock.now())
        services.remove_file(milk.id, actor=cast.teacher, now=clock.now())
    assert (night(1), night(30)) == (0, 0)
    assert lying(lesson) == everything
    # Whoever sends the same bytes again in the meantime finds them kept.
    add(teacher, lesson, cheese__png=OTHER)
    assert night(31) == 2
    left = lying(lesson)
    assert (len(left), any(goes in one for one in left)) == (4, False)
    assert {kept(lesson)[name].digest for name in ("bread.png", "cheese.png")} == {
        one.rpartition("/")[2] for one in left if one.startswith("course/")
    }
    assert (lesson.door.media / "scorm" / "of-another-package").is_dir()
    assert (night(31), not any(lesson.door.files.rglob("*.gone"))) == (0, True)
