"""A person's file goes out whole, and on request she is gone from every table, on both databases."""

import io
import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from lms.accounts.services import audit
from lms.cli import main
from lms.courses import services as courses
from lms.exchange import jobs as clockwork
from lms.exchange.domain import erasure as rules
from lms.exchange.queries import erasures, persons
from lms.exchange.services import erasure, files
from lms.kernel import clock, config, db, errors, plugins
from lms.kernel.actor import system
from lms.kernel.jobs import Progress
from lms.kernel.vocabulary import Level, Skill
from lms.learners import queries as learners
from lms.learners import services as registering
from lms.learners.models import Learner, Person
from tests.cast import Cast, add_learner, add_provider, gather
from tests.houses import House
from tests.lms.exchange import everywhere
from tests.lms.exchange.everywhere import WORD

TODAY = date(2026, 11, 24)
LATER = TODAY + rules.WAIT


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def rosa(house: House, cast: Cast) -> str:
    """Rosa, with a row in every table that can hold one, and a history of changes."""
    new = registering.NewLearner(
        "L-90",
        "Rosa",
        WORD,
        date(1990, 1, 1),
        email=f"{WORD}@example.org",
        children=((f"Kim {WORD}", date(2023, 1, 1)),),
    )
    actor = add_learner(house, cast.provider_id, cast.centre_id, new)
    with house.acting(cast.manager):
        registering.record_level(
            actor.learner_id or "", Skill.READING, Level.A1, source="test", on_day=TODAY, actor=cast.manager,
            now=clock.now(),
        )  # fmt: skip
    everywhere.fill(house, actor.learner_id or "", cast.provider_id)
    return actor.learner_id or ""


def ask(house: House, cast: Cast, learner_id: str, reason: str = "asked") -> str:
    with house.acting(cast.manager):
        return erasure.ask(learner_id, reason, today=TODAY, actor=cast.manager, now=clock.now())


def carry_out(house: House, cast: Cast, erasure_id: str, day: date = LATER) -> None:
    with house.acting(cast.manager):
        erasure.carry_out(erasure_id, today=day, actor=cast.manager, now=clock.now())


def said_anywhere(house: House, *words: str) -> set[str]:
    """Tables, as table.column, where one of these words stands in whatever form."""
    spelt = [form for word in words for form in (word, json.dumps(word)[1:-1])]
    found = set()
    with house.crossing() as session:
        for table in db.Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                found |= {
                    f"{table.name}.{name}" for name, value in row.items() if any(word in _text(value) for word in spelt)
                }
    return found


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)


def test_erased_she_is_nowhere_and_her_hours_stay_without_her(house: House, cast: Cast, rosa: str) -> None:
    with house.acting(cast.manager):
        whom, before = persons.subject(rosa), persons.rows_about(persons.subject(rosa))
        others = {one.id for one in learners.all_of(cast.centre_id)} - {rosa}
    assert set(before) == {table.name for table in everywhere.tables_about_people()}
    carry_out(house, cast, ask(house, cast, rosa))
    assert said_anywhere(house, WORD) == set()
    # Keys that lead nowhere now: whom a line of the audit was about, and who had signed in.
    assert said_anywhere(house, *whom.person_ids, *whom.user_ids) <= {
        "accounts_audit_entry.subject_id", "accounts_audit_entry.user_id"
    }  # fmt: skip
    with house.acting(cast.manager):
        after, done = persons.rows_about(persons.subject(rosa)), erasures.erasures()[0]
        assert {one.id for one in learners.all_of(cast.centre_id)} == others
        assert learners.by_ids([rosa])[rosa].name == rules.NOBODY
    stays = {name for one in plugins.installed().plugins for name in one.kept_when_erased()}
    assert set(after) == stays | {"learners_person"}
    assert hours(after) == hours(before) > 0
    assert (done.state, done.kept_until, set(done.kept)) == ("done", date(2031, 12, 31), stays)
    with house.crossing():
        assert erasures.carried_out() == [(cast.provider_id, rosa)]
    assert told_of(house, rosa) == {("ask_erasure", "Birgit Sommer", "asked"), ("erase", "Birgit Sommer", "asked")}


def hours(rows: persons.Rows) -> int:
    return sum(row["minutes"] for row in rows["courses_ledger_entry"])


def told_of(house: House, learner_id: str) -> set[tuple[str, str, str]]:
    """What the audit says about somebody with a reason."""
    with house.crossing() as session:
        lines = session.execute(
            text(
                "select action, actor, reason from accounts_audit_entry where subject_id = :key and reason is not null"
            ),
            {"key": learner_id},
        )
        return {(line.action, line.actor, line.reason) for line in lines}


def test_when_the_time_of_the_hours_is_over_they_go_too(house: House, cast: Cast, rosa: str) -> None:
    erasure_id = ask(house, cast, rosa)
    carry_out(house, cast, erasure_id)
    with house.acting(cast.manager), pytest.raises(errors.Conflict):
        erasure.end(erasure_id, today=date(2031, 12, 31), now=clock.now())
    with house.acting(cast.manager):
        erasure.end(erasure_id, today=date(2032, 1, 1), now=clock.now())
    assert said_anywhere(house, rosa) == {"accounts_audit_entry.subject_id", "exchange_erasure.subject_id"}
    assert told_of(house, rosa) == {("ask_erasure", "Birgit Sommer", "asked"), ("erase", "Birgit Sommer", "asked")}


def test_a_provider_takes_nothing_from_another_that_knows_her(house: House, cast: Cast) -> None:
    learner_id, person_id = cast.leyla.learner_id or "", cast.leyla.person_id or ""
    provider_id, centre_id = add_provider(house, "Weststadt")
    record = {
        "id": "there",
        "provider_id": provider_id,
        "person_id": person_id,
        "centre_id": centre_id,
        "number": "W-1",
    }
    blank = dict.fromkeys(
        ("picture", "goal", "interpreter", "contact", "level", "track", "track_reason", "track_by"), ""
    )
    table = db.Base.metadata.tables["learners_learner"]
    with house.acting(system("test", provider_id)):
        row = {**blank, **record, "track_recommended": "", "since": TODAY, "step_free": False}
        db.session().execute(table.insert().values(row))
    carry_out(house, cast, ask(house, cast, learner_id))
    with house.acting(system("test", provider_id)):
        assert learners.learner("there").name == "Leyla Demir"
        assert learners.children([person_id])[person_id]
    with house.acting(cast.manager):
        assert learners.by_ids([learner_id])[learner_id].name == rules.NOBODY


def test_every_table_that_is_never_changed_is_known_to_the_erasing() -> None:
    # The database's own function works on these: another one with rows about people has to be added to it.
    assert db.append_only_tables() == {persons.AUDIT, *erasure.DIRECT}


# --- what stands before it, on one database ---------------------------------------------------------------------------


@pytest.fixture
def small(sqlite_house: House) -> tuple[House, Cast]:
    return sqlite_house, gather(sqlite_house)


def test_it_can_be_stopped_until_its_day(small: tuple[House, Cast]) -> None:
    house, cast = small
    learner_id = cast.mahmoud.learner_id or ""
    erasure_id = ask(house, cast, learner_id)
    with pytest.raises(errors.Conflict, match=r"erasure\.early"):
        carry_out(house, cast, erasure_id, LATER - timedelta(days=1))
    with house.acting(cast.manager):
        erasure.stop(erasure_id, actor=cast.manager, now=clock.now())
    with pytest.raises(errors.Conflict, match=r"erasure\.over"):
        carry_out(house, cast, erasure_id)
    with house.acting(cast.manager):
        assert learners.learner(learner_id).given_name == "Mahmoud"


def test_asking_needs_a_reason_and_is_done_once(small: tuple[House, Cast]) -> None:
    house, cast = small
    with pytest.raises(errors.Invalid, match=r"erasure\.reason"):
        ask(house, cast, cast.mahmoud.learner_id or "", "")
    ask(house, cast, cast.mahmoud.learner_id or "")
    with pytest.raises(errors.Conflict, match=r"erasure\.asked"):
        ask(house, cast, cast.mahmoud.learner_id or "")


def test_who_holds_a_seat_leaves_it_first(small: tuple[House, Cast]) -> None:
    house, cast = small
    learner_id = cast.mahmoud.learner_id or ""
    with house.acting(cast.manager):
        courses.book(cast.section_id, learner_id, from_date=TODAY, actor=cast.manager, now=clock.now())
    with pytest.raises(errors.Conflict, match=r"erasure\.seat"):
        ask(house, cast, learner_id)


def test_the_clock_carries_out_what_is_due_and_a_copy_brought_back_does_not_bring_her_back(
    small: tuple[House, Cast], tmp_path: Path
) -> None:
    house, cast = small
    config.use(house.settings)
    db.use_engine(house.engine)
    learner_id = cast.mahmoud.learner_id or ""
    ask(house, cast, learner_id)
    late = clock.now() + timedelta(days=400)
    assert clockwork.carry_out_erasures({}, Progress(), late) == {"done": 1, "waiting": 0, "ended": 0}
    assert learner_id in (tmp_path / clockwork.LIST).read_text()
    assert clockwork.erase_again(late) == 0
    with house.crossing() as session:
        # As an older copy has it.
        session.execute(text("update learners_learner set erased_at = null where id = :key"), {"key": learner_id})
    assert clockwork.erase_again(late) == 1
    with house.acting(cast.manager), pytest.raises(errors.NotFound):
        learners.learner(learner_id)
    # A list that was lost is there again after the next night.
    (tmp_path / clockwork.LIST).unlink()
    clockwork.carry_out_erasures({}, Progress(), late)
    assert learner_id in (tmp_path / clockwork.LIST).read_text()


def test_an_older_copy_on_a_new_machine_brings_nobody_back_who_was_erased_since(
    small: tuple[House, Cast], tmp_path: Path, sqlite_template: Path
) -> None:
    """The disk with the list is gone. Beside the copies lies another one, as long as it was when the last copy was made."""
    house, cast = small
    learner_id, copies = cast.mahmoud.learner_id or "", tmp_path / "copies"
    copies.mkdir()

    def command(url: str, data: Path, *arguments: str) -> str:
        environment = {"ONWARD_DATABASE_URL": url, "ONWARD_DATA_DIR": str(data), "ONWARD_LANGUAGES": "en"}
        done = CliRunner().invoke(main, list(arguments), env=environment)
        assert done.exit_code == 0, done.output
        return done.output

    def kept(data: Path) -> bool:
        return (data / clockwork.LIST).exists() and learner_id in (data / clockwork.LIST).read_text()

    old_url, new_url = house.settings.database_url, f"sqlite:///{tmp_path / 'new.db'}"
    voice = Path("blocks", "files", cast.provider_id, f"learner-{learner_id}", "usage", "work", "voice")
    (tmp_path / voice).parent.mkdir(parents=True)
    (tmp_path / voice).write_bytes(b"her voice")
    assert "and 1 file (" in command(old_url, tmp_path, "backup", str(copies / "older.zip"))
    assert not kept(copies)
    erasure_id = ask(house, cast, learner_id)
    with house.acting(cast.manager):
        erasure.carry_out(erasure_id, today=LATER, actor=cast.manager, now=clock.now())
    command(old_url, tmp_path, "backup", str(copies / "newer.zip"))
    assert kept(copies)
    shutil.copy(sqlite_template, tmp_path / "new.db")
    told = command(new_url, tmp_path / "new", "restore", str(copies / "older.zip"))
    assert "Erased again, as it was asked since the copy was made: 1." in told
    assert kept(tmp_path / "new")
    assert not (tmp_path / "new" / voice).exists()
    engine = db.make_engine(new_url)
    with db.transaction(engine) as session, db.crossing("test"):
        assert session.scalar(select(Learner.erased_at).where(Learner.id == learner_id)) is not None
        assert session.scalar(select(Person.given_name).where(Person.given_name == "Mahmoud")) is None
    engine.dispose()


# --- the file ---------------------------------------------------------------------------------------------------------


def test_her_file_holds_every_table_and_what_was_uploaded_and_no_secret(small: tuple[House, Cast]) -> None:
    house, cast = small
    actor = add_learner(house, cast.provider_id, cast.centre_id, registering.NewLearner("L-90", "Rosa", WORD))
    held = everywhere.fill(house, actor.learner_id or "", cast.provider_id)
    with house.acting(cast.manager), audit.acting(cast.manager):
        made = files.whole_file(actor.learner_id or "", locale="de", actor=cast.manager, now=clock.now())
    with ZipFile(io.BytesIO(made.content)) as archive:
        names = set(archive.namelist())
        facts = json.loads(archive.read("file.json"))
        page = archive.read("read-me.html").decode()
        paper = archive.read(facts["tables"]["placement_paper_file"][0]["content"])
    quiet = {"wellbeing_consent", "wellbeing_check", "wellbeing_series", "wellbeing_clinical", "advice_idea"}
    assert quiet < held
    assert set(facts["tables"]) == held - quiet
    assert {f"tables/{name}.csv" for name in held - quiet} <= names
    assert paper == WORD.encode()
    assert f"Rosa {WORD}" in page
    assert 'lang="de"' in page
    secrets = {key for rows in facts["tables"].values() for row in rows for key in row} & files.SECRET
    assert secrets == set()
