"""A provider's own banks: brought after a look, kept whole or not at all, put before learners edition by edition, taken along."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from lms.kernel import errors
from lms.kernel.vocabulary import Level, Skill
from placement import queries, services
from placement.domain.item_bank import ItemState, LiteracyAxis
from placement.queries import bank_files, own_banks
from placement.services import bank_desk, bank_editions, bank_import
from tests.cast import Cast, gather
from tests.houses import NOON, House
from tests.placement import people
from tests.placement.formats.made import PNG

WAVE = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)
GIFT = """::Schicht:: Wer hat am Montag Dienst? {=Frau Novak ~Herr Ali ~Frau Kim}

::Arzt:: Wann ist der Termin? {=um neun ~um zehn ~um elf}

::Rechnen:: Wie viel ist das? {#12:2}
"""


def folder(*rows: str, media: dict[str, bytes] | None = None) -> bytes:
    """A bank folder as a ZIP file."""
    head = "key,measures,type,level,b,content,text,question,picture,options,answer,sound,script"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ours/bank.toml", '[bank]\nkey = "ours"\nlanguage = "de"\n[defaults]\na = 1.1\nsd_b = 0.5\n')
        archive.writestr("ours/items.csv", "\n".join([head, *rows]))
        for name, content in (media or {}).items():
            archive.writestr(f"ours/media/{name}", content)
    return out.getvalue()


SIGN = "x_sign,reading,read_and_choose,a1,-0.7,work,Rutschgefahr,Was ist hier?,sign.png,der Boden ist nass|hier ist frei,1,,"
LOUD = "x_loud,listening,listen_and_choose,a1,-0.7,work,,Was hören Sie?,,einen Bus|einen Zug,2,bus.mp3,Der Bus kommt."


def send(client: FlaskClient, content: bytes, name: str) -> str:
    """Bring a file; returns the address of the page on which it is looked at."""
    data = {"file": (io.BytesIO(content), name), "language": "de"}
    return client.post("/placement/banks/bring", data=data).headers["Location"]


@pytest.fixture
def administrator(sqlite_house: House) -> tuple[House, Cast, FlaskClient]:
    cast = gather(sqlite_house)
    return sqlite_house, cast, sqlite_house.client(cast.administrator)


def test_a_file_is_looked_at_before_anything_is_kept(administrator: tuple[House, Cast, FlaskClient]) -> None:
    house, cast, client = administrator
    address = send(client, GIFT.encode(), "schicht.gift")
    page = client.get(address).text
    assert "2 of 3 questions can come in." in page
    assert "Rechnen" in page
    assert "The answer is a number that may be a little off." in page
    with house.acting(cast.administrator):
        assert own_banks.own_banks() == []
    page = client.post(address, data={"name": "Unsere Fragen", "begin": "trial"}, follow_redirects=True).text
    assert "2 questions are here. No test asks them yet." in page
    with house.acting(cast.administrator):
        bank = own_banks.own_bank("unsere_fragen")
        assert [one.state for one in own_banks.items_of(bank.id)] == ["pilot", "pilot"]
        assert queries.bank_of_centre(cast.centre_id).key == "german_core"


def test_a_bank_with_many_recordings_comes_in_and_only_what_is_too_large_in_it_stays_out(
    administrator: tuple[House, Cast, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, cast, client = administrator
    rows = [
        LOUD.replace("x_loud", f"x_{n}").replace("Bus|", f"Bus {n}|").replace("bus.mp3", f"{n}.mp3") for n in "abcd"
    ]
    media = {f"{n}.mp3": b"ID3" + bytes(3 * 2**20) for n in "abc"} | {"d.mp3": b"ID3" + bytes(6 * 2**20)}
    content = folder(*rows, media=media)
    assert len(content) > 10 * 2**20, "more than other pages take"
    address = send(client, content, "ours.zip")
    page = client.get(address).text
    assert "3 of 4 questions can come in." in page
    assert "This sound or picture is larger than 5 MB: d.mp3. Make it smaller." in page
    client.post(address, data={"name": "Laut", "begin": "counts"})
    assert client.get("/placement/own-media/laut/a.mp3").data == media["a.mp3"]
    with house.acting(cast.administrator):
        assert sorted(bank_files.media(own_banks.own_bank("laut").id)) == ["a.mp3", "b.mp3", "c.mp3"]
    elsewhere = client.post("/placement/banks/laut/sounds/a.mp3", data={"sound": (io.BytesIO(content), "a.mp3")})
    assert elsewhere.status_code == 413
    learner = house.client(cast.leyla)
    assert learner.post("/placement/banks/bring", data={"file": (io.BytesIO(content), "x.zip")}).status_code == 404
    monkeypatch.setattr(bank_import, "LARGEST_UPLOAD", 2**20)
    data = {"file": (io.BytesIO(content), "ours.zip"), "language": "de"}
    assert "Keep it below 1 MB, or divide it." in client.post("/placement/banks/bring", data=data).text


def test_a_hostile_file_is_refused_with_the_reason(administrator: tuple[House, Cast, FlaskClient]) -> None:
    _house, _cast, client = administrator
    out = io.BytesIO(folder(SIGN))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("../../bank.toml", "x")
    page = client.get(send(client, out.getvalue(), "ours.zip")).text
    assert "Refused. Nothing was taken in." in page
    assert "A name in the file leads outside of it." in page
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    page = client.get(send(client, folder(SIGN, media={"sign.svg": svg}), "ours.zip")).text
    assert "A drawing in the file runs a program." in page


def test_rows_of_a_bank_folder_that_do_not_stand_are_named(administrator: tuple[House, Cast, FlaskClient]) -> None:
    _house, _cast, client = administrator
    media = {"sign.png": PNG, "idle.png": PNG}
    page = client.get(send(client, folder(SIGN, LOUD, SIGN, media=media), "ours.zip")).text
    assert "1 of 3 questions can come in." in page
    assert "The sound is not there: bus.mp3." in page
    assert "Another question has the same name." in page
    assert "idle.png" in page


@pytest.mark.parametrize("number", ["nan", "1e9", "inf"])
def test_numbers_that_no_question_can_have_are_not_taken_in(number: str) -> None:
    look = bank_import.look_at(folder(SIGN.replace("-0.7", number), media={"sign.png": PNG}), "ours.zip")
    assert look.unsupported == (("x_sign", "not_a_number a, b, c"),)


def test_a_bank_that_says_strange_things_of_itself_is_read_as_far_as_it_says_what_banks_say() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("bank.toml", "quotas = 3\n[bank]\nlanguage = 'de'\nmade = 2026-11-22\n[defaults]\na = 'x'\n")
        archive.writestr(
            "items.csv",
            "key,measures,type,level,b,content,text,options,answer\nx,reading,cloze_choice,a1,0,home,Ich ___.,bin|ist,1",
        )
    look = bank_import.look_at(out.getvalue(), "ours.zip")
    assert look.imported == ("x",)
    assert set(look.about) == {"bank", "defaults"}
    assert "made" not in look.about["bank"]


def test_own_questions_beside_what_ships_are_asked_with_their_own_picture(house: House, cast: Cast) -> None:
    client = house.client(cast.administrator)
    address = send(client, folder(SIGN, media={"sign.png": PNG}), "ours.zip")
    client.post(address, data={"name": "Schilder", "begin": "counts"})
    assert (
        "edition 1"
        in client.post("/placement/banks/schilder/publish", data={"used": "beside"}, follow_redirects=True).text
    )
    with house.acting(cast.teacher):
        bank = queries.bank_of_centre(cast.centre_id)
        shipped = queries.bank("german_core")
        assert len(bank.items) == len(shipped.items) + 1
        assert queries.shipped_under(bank.key) == "german_core"
        assert set(queries.kinds_of(bank.key)) == set(queries.kinds_of("german_core"))
    answer = client.get("/placement/own-media/schilder/sign.png")
    assert (answer.data, answer.mimetype) == (PNG, "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    page = client.get("/placement/banks/schilder/items/x_sign/try").text
    assert 'src="/placement/own-media/schilder/sign.png"' in page
    assert "1 of 1 point" in client.post("/placement/banks/schilder/items/x_sign/try", data={"given": "0"}).text
    # Nobody else has it.
    assert house.client(cast.outsider).get("/placement/own-media/schilder/sign.png").status_code == 404
    assert house.client().get("/placement/own-media/schilder/sign.png").status_code != 200


def test_a_running_sitting_keeps_its_edition_and_the_next_one_asks_from_the_new(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    me = cast.administrator
    with house.acting(me):
        key = bank_import.copy_shipped("german_core", actor=me, now=NOON)
        first = bank_editions.publish(key, "instead", actor=me, now=NOON)
        assert queries.bank_of_centre(cast.centre_id).key == first
    learner = people.add(house, cast, people.LUCIA)
    with house.acting(cast.teacher):
        sitting_id = services.start_part(
            learner.learner_id or "", Skill.WRITING, assisted=False, actor=cast.teacher, now=NOON
        )
        asked = queries.sitting_info(sitting_id).item
        assert asked is not None
    with house.acting(me):
        bank = own_banks.own_bank(key)
        row = {**own_banks.item_info(bank.id, asked.key).row, "question": "Anders gefragt"}
        assert bank_desk.save_item(bank, asked.key, row, note="clearer", actor=me, now=NOON)
        second = bank_editions.publish(key, "instead", actor=me, now=NOON)
        assert second != first
        found = queries.sitting_info(sitting_id)
        assert (found.bank, found.item) == (first, asked)
        changed = queries.bank(second).item(asked.key)
        assert changed is not None
        assert changed.question == "Anders gefragt"
        assert queries.exposure(second, "writing") == queries.exposure(first, "writing")
        bank_editions.put_away(key, actor=me, now=NOON)
        assert queries.bank_of_centre(cast.centre_id).key == "german_core"
        assert queries.sitting_info(sitting_id).item == asked


def test_an_expert_confirms_or_corrects_and_is_never_surer_than_an_expert_can_be(house: House, cast: Cast) -> None:
    me = cast.teacher
    with house.acting(me):
        key = bank_import.copy_shipped("german_core", actor=me, now=NOON)
        bank = own_banks.own_bank(key)
        before = own_banks.item_info(bank.id, "l_key").row
        assert bank_desk.review(bank, "l_key", Level.PRE_A1, "", note="", actor=me, now=NOON) == "confirmed"
        assert own_banks.item_info(bank.id, "l_key").row == before
        assert bank_desk.review(bank, "l_bread", Level.A1, "upper", note="longer", actor=me, now=NOON) == "corrected"
        row = own_banks.item_info(bank.id, "l_bread").row
        assert (row["level"], row["b"]) == ("a1", "-0.51")
        assert float(row.get("sd_b", 0.38)) == 0.38
        assert own_banks.own_bank(key).unreviewed == len(queries.bank("german_core").items) - 2
        deeds = [one.deed for one in own_banks.versions(own_banks.item_info(bank.id, "l_bread").id)]
        assert deeds == ["corrected", "copied"]
        # Another wording is another question: its review begins anew, and the old version can come back.
        bank_desk.save_item(bank, "l_bread", {**row, "script": "Ein Brot, bitte."}, note="", actor=me, now=NOON)
        assert own_banks.item_info(bank.id, "l_bread").review == "open"
        bank_desk.restore(bank, "l_bread", 2, actor=me, now=NOON)
        assert own_banks.item_info(bank.id, "l_bread").row == row


def test_a_recording_takes_the_place_of_the_machine_and_old_editions_keep_theirs(
    administrator: tuple[House, Cast, FlaskClient],
) -> None:
    house, cast, client = administrator
    with house.acting(cast.administrator):
        key = bank_import.copy_shipped("german_core", actor=cast.administrator, now=NOON)
        ref = bank_editions.publish(key, "instead", actor=cast.administrator, now=NOON)
    page = client.get(f"/placement/banks/{key}/sounds/l_key.mp3").text
    assert "Der Schlüssel." in page
    sent = {"sound": (io.BytesIO(WAVE), "answer.wav")}
    page = client.post(f"/placement/banks/{key}/sounds/l_key.mp3", data=sent, follow_redirects=True).text
    assert "The recording is kept." in page
    with house.acting(cast.administrator):
        bank = own_banks.own_bank(key)
        name = own_banks.item_info(bank.id, "l_key").cell("sound")
        assert name.startswith("l_key--")
        old = queries.bank(ref).item("l_key")
        assert old is not None
        assert old.sound == "l_key.mp3"
    answer = client.get(f"/placement/own-media/{key}/{name}")
    assert (answer.data, answer.mimetype) == (WAVE, "audio/wav")
    part = client.get(f"/placement/own-media/{key}/{name}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF")
    bad = {"sound": (io.BytesIO(b"MZ not a sound"), "answer.wav")}
    assert client.post(f"/placement/banks/{key}/sounds/{name}", data=bad).status_code == 422


def test_a_bank_is_taken_along_whole_and_comes_back_as_it_went(administrator: tuple[House, Cast, FlaskClient]) -> None:
    house, cast, client = administrator
    address = send(client, folder(SIGN, media={"sign.png": PNG}), "ours.zip")
    client.post(address, data={"name": "Schilder", "begin": "counts"})
    whole = client.get("/placement/banks/schilder/bank.zip").data
    look = bank_import.look_at(whole, "schilder.zip")
    assert look.unsupported == ()
    with house.acting(cast.administrator):
        assert [dict(one.row) for one in own_banks.items_of(own_banks.own_bank("schilder").id)] == list(look.rows)
    assert dict(look.media) == {"sign.png": PNG}
    qti = bank_import.look_at(client.get("/placement/banks/schilder/qti.zip").data, "schilder.zip")
    assert (qti.format, qti.imported) == ("QTI 3.0", ("x_sign",))


def test_what_is_not_fit_to_be_asked_is_not_put_before_learners(
    administrator: tuple[House, Cast, FlaskClient],
) -> None:
    house, cast, _client = administrator
    me = cast.administrator
    with house.acting(me):
        upload = bank_import.keep_upload("schicht.gift", io.BytesIO(GIFT.encode()), "de", actor=me, now=NOON)
        key, many = bank_import.keep(upload, name="Schicht", into="", trial=False, actor=me, now=NOON)
        assert many == 2
        with pytest.raises(errors.Invalid) as refused:
            bank_editions.publish(key, "instead", actor=me, now=NOON)
        assert refused.value.code == "placement.bank_not_ready"
        bank = own_banks.own_bank(key)
        bank_desk.set_state(bank, ["Schicht"], ItemState.PILOT, actor=me, now=NOON)
        with pytest.raises(errors.Invalid):
            bank_desk.set_state(bank, ["Schicht"], ItemState.CALIBRATED, actor=me, now=NOON)
        ref = bank_editions.publish(key, "beside", actor=me, now=NOON)
        pilots = queries.bank(ref).pilots(Skill.READING)
        assert [one.key for one in pilots] == ["Schicht"]
        assert queries.bank_of_centre(cast.centre_id).key == ref


def test_a_screener_always_has_something_to_ask(administrator: tuple[House, Cast, FlaskClient]) -> None:
    """Moodle's adaptive quiz found no questions of a level and stopped with "missing tag prefix" (middlebury #20)."""
    house, cast, client = administrator
    me, learner = cast.administrator, people.add(house, cast, people.NEWCOMER)
    with house.acting(me):
        key = bank_import.copy_shipped("german_core", actor=me, now=NOON)
        bank = own_banks.own_bank(key)
        letters = [item.key for item in queries.bank("german_core").of(LiteracyAxis.ANY_SCRIPT)]
        bank_desk.set_state(bank, letters, ItemState.PILOT, actor=me, now=NOON)
        for used in ("instead", "beside"):
            (problem,) = bank_editions.obstacles(bank, used)
            assert (problem.key, problem.code) == ("any_script", "too_few_easiest")
    page = client.post(f"/placement/banks/{key}/publish", data={"used": "instead"}, follow_redirects=True).text
    assert "Too few of the easiest questions: 0, and 3 are needed." in page
    with house.acting(me):
        bank_desk.set_state(bank, letters, ItemState.RETIRED, actor=me, now=NOON)
        bank_editions.publish(key, "instead", actor=me, now=NOON)
    assert house.client(learner).post("/my-placement/test", follow_redirects=True).status_code == 200
    with house.acting(cast.teacher):
        running = queries.open_sitting(learner.learner_id or "")
    assert running is not None
    assert running.item is not None
    assert (running.bank.partition(".")[0], running.item.measures) == (key, LiteracyAxis.ANY_SCRIPT)


@pytest.mark.parametrize(
    "odd", [{"words-x": "a"}, {"words-999999999": "a"}, {"type": "poem"}, {"type": "dictation", "answer": "9" * 5000}]
)
def test_fields_that_no_form_has_are_refused_in_words(
    administrator: tuple[House, Cast, FlaskClient], odd: dict[str, str]
) -> None:
    house, cast, client = administrator
    with house.acting(cast.administrator):
        bank_import.add_bank("Leer", "de", "german_core", {}, actor=cast.administrator, now=NOON)
    answer = client.post("/placement/banks/leer/items/new", data=odd)
    assert answer.status_code == 422
    assert "Choose the kind of the question and its level." in answer.text
