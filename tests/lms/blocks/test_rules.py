"""Rules of the socket by value: handlers, uploads, mark-up."""

import io
import zipfile

import pytest

from lms.blocks.domain import handlers, markup, trials, uploads


@pytest.mark.parametrize(
    "name",
    [
        "studio_submit",
        "submit_studio_edits",
        "author_save",
        "staff_grade",
        "csv_export",
        "upload_package",
        "edit",
        "_private",
    ],
)
def test_what_sounds_like_an_authors_deed_is_one(name: str) -> None:
    assert not handlers.is_for_learners("somebodys", name)


@pytest.mark.parametrize("name", ["vote", "submit", "check", "toggle_button", "student_view_user_state"])
def test_answers_are_a_learners(name: str) -> None:
    assert handlers.is_for_learners("somebodys", name)


def test_of_a_known_package_and_of_one_that_says_so_a_learner_may_call_just_what_is_named() -> None:
    assert handlers.is_for_learners("poll", "vote")
    assert not handlers.is_for_learners("poll", "load_answers")
    assert not handlers.is_for_learners("poll", "something_new")
    assert handlers.is_for_learners("ours", "upload", frozenset({"upload"}))
    assert not handlers.is_for_learners("ours", "vote", frozenset({"upload"}))


def test_a_request_is_as_long_as_it_may_be_for_who_sends_it() -> None:
    assert uploads.refusal_of_length(uploads.LEARNER_BYTES, author=False) is None
    assert uploads.refusal_of_length(uploads.LEARNER_BYTES + 1, author=False) == "blocks.too_large"
    assert uploads.refusal_of_length(uploads.LEARNER_BYTES + 1, author=True) is None
    assert uploads.refusal_of_length(uploads.AUTHOR_BYTES + 1, author=True) == "blocks.too_large"
    assert uploads.refusal_of_length(None, author=True) == "blocks.length_unknown"


@pytest.mark.parametrize("name", ["../up", "a/../../up", "/etc/passwd", "..\\up", "c:\\up", "c:/up", "a\0b"])
def test_names_that_lead_out_of_an_archive_are_seen(name: str) -> None:
    assert uploads.leads_out(name)


def test_names_with_dots_that_stay_inside_are_good() -> None:
    assert not any(uploads.leads_out(name) for name in ("index.html", "a/b..c/d", "...", "a/.hidden"))


def test_an_archive_with_a_link_or_too_much_in_it_is_refused() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(link, "/etc/passwd")
    assert uploads.refusal_of_archive(packed) == "blocks.archive_leads_out"
    many = io.BytesIO(trials.archive({str(number): b"" for number in range(uploads.ARCHIVE_FILES + 1)}))
    assert uploads.refusal_of_archive(many) == "blocks.archive_too_large"
    assert uploads.refusal_of_archive(io.BytesIO(b"PK no archive")) is None
    assert uploads.refusal_of_archive(io.BytesIO(trials.archive({"a": b"1"}))) is None


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x></SCRIPT>",
        "<script type='text/javascript'>1</script>",
        "<script type=module>1</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='java\nscript:alert(1)'>a</a>",
        "<a href='&#106;avascript:alert(1)'>a</a>",
        "<img src='//elsewhere/x.png'>",
        "<img src='https://elsewhere/x.png'>",
        "<img src='data:image/svg+xml,<svg/>'>",
        "<form action='https://elsewhere'></form>",
        "<button formaction='javascript:1'></button>",
        "<iframe src='/'></iframe>",
        "<iframe srcdoc='x'></iframe>",
        "<base href='/x/'>",
        "<meta http-equiv=refresh>",
        "<style>*{}</style>",
        "<link rel=stylesheet href=/x>",
        "<object data=/x></object>",
        "<p>open <a href='",
        "<!--><script>alert(1)</script>-->",
        "<script type='application/json'>{}",
        "<noscript><p title='</noscript><script>1</script>'></noscript>",
    ],
)
def test_nothing_that_runs_or_leads_away_comes_into_a_page(html: str) -> None:
    assert markup.refused(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p class='a' data-x='1'>2 &lt; 3 and 1 < 2</p>",
        "<img src='/blocks/file/x.png' alt=''>",
        "<audio src='blob:x'></audio>",
        "<img src='data:image/png;base64,AA'>",
        '<script type="json/xblock-args">{"a": "<b>"}</script>',
        "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
        "<a href='#top'>up</a>",
        "<form><input name='a'><button>Check</button></form>",
    ],
)
def test_what_exercises_are_made_of_comes_in(html: str) -> None:
    assert markup.refused(html) == []
