"""How I am: asked only with consent, help shown at once, read by a named counsellor alone, and known to nothing else."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from curricula import services as curricula
from lms.accounts import models as accounts
from lms.kernel import db
from lms.kernel.actor import Actor, Role
from lms.organisations import services as organisations
from lms.wellbeing import models, services
from lms.wellbeing.domain import Answer, Question, needs_help
from tests.cast import Cast, gather
from tests.houses import NOON, House

TODAY = date(2026, 11, 24)
CANARY = "Kanarienvogel"
HELP_NOW = "Somebody can help you now"
TABLES = r"wellbeing_(consent|check|series|clinical)"


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def name_counsellor(house: House, cast: Cast, who: Actor, state: str = "on") -> None:
    """The administrator names a caseworker."""
    answer = house.client(cast.administrator).post(f"/wellbeing-setup/counsellor/{who.user_id}/{state}")
    assert answer.status_code == 302


def agree(house: House, who: Actor) -> None:
    """A learner says yes."""
    assert house.client(who).post("/how-i-am/consent", data={"agree": "yes"}).status_code == 302


def answer_all(house: House, who: Actor, *answers: str) -> None:
    """A learner touches one face for each question."""
    client = house.client(who)
    for question, answer in zip(Question, answers, strict=False):
        assert client.post(f"/how-i-am/{question}", data={"answer": answer}).status_code == 302


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (["yes", "yes", "yes", "yes"], False),
        (["no"], True),
        (["sometimes", "sometimes", "yes", "sometimes"], False),
        (["sometimes", "sometimes", "sometimes", "sometimes"], True),
        (["sometimes"], False),
    ],
)
def test_one_plain_no_shows_help_and_so_does_no_yes_at_all(answers: list[str], shown: bool) -> None:
    assert needs_help(dict(zip(Question, answers, strict=False))) is shown


def test_nobody_is_asked_before_somebody_may_read_and_before_she_has_agreed(sqlite_house: House, cast: Cast) -> None:
    leyla = sqlite_house.client(cast.leyla)
    assert 'href="/how-i-am"' in leyla.get("/help").text
    assert "How are you?" not in leyla.get("/today").text
    assert "Nobody is named here yet who may read such answers." in leyla.get("/how-i-am").text
    assert leyla.post("/how-i-am/consent", data={"agree": "yes"}).status_code == 404
    name_counsellor(sqlite_house, cast, cast.caseworker)
    assert "How are you?" in leyla.get("/today").text
    page = leyla.get("/how-i-am").text
    assert "Only you and Hanna Lindqvist see what you say." in page
    assert "Can you sleep at night?" not in page
    refused = leyla.get("/how-i-am/sleep")
    assert refused.status_code == 409
    assert "You have not said yes to these questions." in refused.text
    assert leyla.post("/how-i-am/sleep", data={"answer": "no"}).status_code == 409
    # No is a word, too: she is not invited again.
    leyla.post("/how-i-am/consent", data={"agree": "no"})
    assert "How are you?" not in leyla.get("/today").text
    with sqlite_house.crossing() as session:
        assert session.query(models.Check).count() == 0


def test_a_no_shows_at_once_on_her_own_screen_whom_she_can_call(sqlite_house: House, cast: Cast) -> None:
    name_counsellor(sqlite_house, cast, cast.caseworker)
    office = sqlite_house.client(cast.administrator)
    office.post("/wellbeing-setup/contacts", data={"name": "Night line", "phone": "030 23125 940", "note": "Arabic"})
    agree(sqlite_house, cast.leyla)
    leyla = sqlite_house.client(cast.leyla)
    first = leyla.get("/how-i-am/sleep").text
    assert first.count('class="choice__box" name="answer"') == len(Answer)
    assert 'data-say="Can you sleep at night?"' in first
    assert HELP_NOW not in leyla.post("/how-i-am/sleep", data={"answer": "sometimes"}, follow_redirects=True).text
    nothing = leyla.post("/how-i-am/load", data={})
    assert nothing.status_code == 422
    assert "Touch one of the three faces." in nothing.text
    after = leyla.post("/how-i-am/load", data={"answer": "no"}, follow_redirects=True).text
    # The next question stands below it.
    assert after.index(HELP_NOW) < after.index("<h2>Is there somebody you can talk to?")
    assert 'href="tel:03023125940"' in after
    assert 'href="tel:112"' in after
    # A face that was touched by mistake is changed, today.
    leyla.post("/how-i-am/load", data={"answer": "yes", "change": "1"})
    assert HELP_NOW not in leyla.get("/how-i-am").text
    assert leyla.get("/how-i-am/unheard-of").status_code == 404
    assert "How are you?" not in leyla.get("/today").text


def test_only_the_counsellor_reads_answers_each_look_is_kept_and_the_person_sees_it(
    house: House,
) -> None:
    cast = gather(house)
    hanna = house.client(cast.caseworker)
    address = f"/wellbeing/{cast.leyla.learner_id}"
    assert hanna.get("/wellbeing").status_code == 404
    assert 'href="/wellbeing"' not in hanna.get("/casework").text
    name_counsellor(house, cast, cast.caseworker)
    other = house.actor("Per Other", Role.CASEWORKER, cast.provider_id, centre_id=cast.centre_id)
    assert hanna.get(address).status_code == 404
    agree(house, cast.leyla)
    answer_all(house, cast.leyla, "no", "sometimes", "yes", "yes")
    leyla = house.client(cast.leyla)
    assert leyla.post("/how-i-am/talk", data={"words": "x" * 501}).status_code == 422
    leyla.post("/how-i-am/talk", data={"words": CANARY})
    page = hanna.get("/wellbeing").text
    assert "1 person waits for your call." in page
    assert CANARY not in page
    assert "Nobody here has this name." in hanna.get("/wellbeing?q=Zzz").text
    found = hanna.get(address).text
    assert CANARY in found
    cells = re.findall(r'<td data-label="[^"]+">(.*?)</td>', found)
    # The last line says that she was shown who helps.
    assert [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells] == ["No", "Sometimes", "Yes", "Yes", "Yes"]
    assert "Hanna Lindqvist read it on" in leyla.get("/how-i-am").text
    for who in (other, cast.administrator, cast.manager, cast.teacher, cast.carer, cast.outsider, cast.amina):
        client = house.client(who)
        for closed in ("/wellbeing", address):
            assert client.get(closed).status_code == 404, who.name
        assert client.post(f"{address}/talked").status_code == 404
    with house.crossing() as session:
        looks = session.query(accounts.AuditEntry).filter_by(action="read", subject_id=cast.leyla.learner_id)
        assert [(one.actor, one.changes["what"]) for one in looks if "wellbeing" in one.changes["what"]] == [
            ("Hanna Lindqvist", "wellbeing_list"),
            ("Hanna Lindqvist", "wellbeing"),
        ]
    assert "Answers about how somebody is" in house.client(cast.manager).get("/audit?deed=read").text
    slip = hanna.post(f"{address}/talked", follow_redirects=True).text
    undo = re.findall(r'action="([^"]+/not-talked[^"]*)"', slip)[0]
    assert CANARY not in slip
    assert CANARY in hanna.post(undo, follow_redirects=True).text
    assert hanna.post(f"{address}/not-talked?since=yesterday").status_code == 404
    hanna.post(f"{address}/talked")
    assert "Nobody waits for your call." in hanna.get("/wellbeing").text
    # Who is named no longer reads no longer.
    name_counsellor(house, cast, cast.caseworker, "off")
    assert hanna.get(address).status_code == 404
    assert "Only you. Nobody else reads it now." in leyla.get("/how-i-am").text


def test_who_takes_the_yes_back_takes_the_answers_with_it_and_in_a_year_they_go_by_themselves(
    sqlite_house: House, cast: Cast
) -> None:
    name_counsellor(sqlite_house, cast, cast.caseworker)
    for who in (cast.leyla, cast.amina):
        agree(sqlite_house, who)
        answer_all(sqlite_house, who, "no", "no", "no", "no")
    gone = sqlite_house.client(cast.leyla).post("/how-i-am/withdraw", follow_redirects=True).text
    assert "Your answers are gone." in gone
    assert "Yes, ask me" in gone
    hanna = sqlite_house.client(cast.caseworker)
    assert hanna.get(f"/wellbeing/{cast.leyla.learner_id}").status_code == 404
    assert "Leyla" not in hanna.get("/wellbeing").text
    assert hanna.get(f"/wellbeing/{cast.amina.learner_id}").status_code == 200
    with sqlite_house.acting(cast.caseworker) as session:
        assert session.query(models.Check).count() == 1
        assert services.forget_old(TODAY + timedelta(days=365)) == 0
        assert services.forget_old(TODAY + timedelta(days=366)) == 1


@contextmanager
def asked(house: House) -> Iterator[list[str]]:
    """Every statement that goes to the database."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(house.engine, "before_cursor_execute", note)
    yield said
    event.remove(house.engine, "before_cursor_execute", note)


def test_nothing_of_it_is_known_to_attendance_course_blocking_plans_or_any_page_or_file_of_the_office(
    sqlite_house: House, cast: Cast
) -> None:
    name_counsellor(sqlite_house, cast, cast.caseworker)
    other = sqlite_house.actor("Per Other", Role.CASEWORKER, cast.provider_id, centre_id=cast.centre_id)
    agree(sqlite_house, cast.leyla)
    answer_all(sqlite_house, cast.leyla, "no", "no", "no", "no")
    sqlite_house.client(cast.leyla).post("/how-i-am/talk", data={"words": CANARY})
    person, section = cast.leyla.learner_id, cast.section_id
    seen = 0
    for who in (cast.teacher, cast.administrator, cast.manager, other):
        client = sqlite_house.client(who)
        pages = [
            *(
                "/today",
                f"/sections/{section}",
                f"/people/{person}",
                "/tasks",
                "/absences",
                "/talk",
                "/waiting",
                "/audit",
            ),
            *(f"/casework/{person}", f"/casework/{person}/change", f"/casework/{person}/file", "/plans", "/opinions"),
        ]
        with asked(sqlite_house) as statements:
            for page in pages:
                answer = client.get(page, follow_redirects=True)
                seen += answer.status_code == 200
                assert CANARY not in answer.text, page
        assert statements
        # Their queries cannot join it: not one of them names its tables.
        assert [one for one in statements if re.search(TABLES, one)] == []
    assert seen > 20
    with sqlite_house.acting(cast.administrator), asked(sqlite_house) as statements:
        curricula.review_progress(TODAY, actor=cast.administrator, now=NOON)
    assert statements
    assert [one for one in statements if re.search(TABLES, one)] == []
    manager = sqlite_house.client(cast.manager)
    files = [
        manager.post(f"/people/{person}/file").data,
        manager.post("/everything", data={"format": "csv"}).data,
    ]
    for file in files:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            every = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
        assert len(every) > 3
        assert [name for name, text in every.items() if CANARY in text or re.search(TABLES, name)] == []
    linked = {
        table.name
        for table in db.Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name.startswith("wellbeing_")
    }
    assert linked == {"wellbeing_check", "wellbeing_series", "wellbeing_clinical"}
    with sqlite_house.crossing() as session:
        entries = session.query(accounts.AuditEntry).all()
        assert CANARY not in str([one.changes for one in entries])
        # Her word is kept in the audit, and not whose it was.
        assert {one.user_id for one in entries if one.subject_kind == "wellbeing_consent"} == {None}


def test_the_administrator_names_caseworkers_of_the_centre_and_whom_learners_can_call(
    sqlite_house: House, cast: Cast
) -> None:
    office = sqlite_house.client(cast.administrator)
    assert "Nobody is asked how they are yet." in office.get("/wellbeing-setup").text
    assert sqlite_house.client(cast.caseworker).get("/wellbeing-setup").status_code == 404
    with sqlite_house.acting(cast.administrator):
        elsewhere = organisations.add_centre("Far away", "Europe/Berlin")
    far = sqlite_house.actor("Per Far", Role.CASEWORKER, cast.provider_id, centre_id=elsewhere)
    for nobody in (cast.teacher, cast.outsider, far):
        assert office.post(f"/wellbeing-setup/counsellor/{nobody.user_id}/on").status_code == 404
    assert office.post(f"/wellbeing-setup/counsellor/{cast.caseworker.user_id}/maybe").status_code == 404
    named = office.post(f"/wellbeing-setup/counsellor/{cast.caseworker.user_id}/on", follow_redirects=True).text
    assert "Hanna Lindqvist reads how learners are, and nobody else." in named
    # Whoever loses access and gets it back is named anew.
    for state in ("off", "on"):
        office.post(f"/staff/{cast.caseworker.user_id}/access/{state}")
    assert "Nobody is asked how they are yet." in office.get("/wellbeing-setup").text
    for typed, said in (
        ({"name": "", "phone": "030 1"}, "Write the name, a short one."),
        ({"name": "Night line", "phone": "soon"}, "Write the telephone number"),
        ({"name": "Night line", "phone": "030 123", "note": "x" * 121}, "This is too long."),
    ):
        refused = office.post("/wellbeing-setup/contacts", data=typed)
        assert refused.status_code == 422
        assert said in refused.text
    office.post("/wellbeing-setup/contacts", data={"name": "Night line", "phone": "030 123"})
    again = office.post("/wellbeing-setup/contacts", data={"name": "Night line", "phone": "030 123"})
    assert again.status_code == 409
    assert "This name stands here already." in again.text
    address = re.findall(r'action="(/wellbeing-setup/contacts/\w+/remove)"', again.text)[0]
    gone = office.post(address, follow_redirects=True).text
    undo = re.findall(r'action="(/wellbeing-setup/contacts\?[^"]+)"', gone)[0].replace("&amp;", "&")
    assert "None yet." in gone
    assert "Night line" in office.post(undo, follow_redirects=True).text
    assert office.post(address).status_code == 404
