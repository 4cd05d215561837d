"""Text messages: through a gateway on the loopback, with what it refuses, what comes back later, and another way."""

import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lms.kernel import clock, config, plugins
from lms.kernel.jobs import Progress
from lms.kernel.operations import doctor
from lms.learners import queries as learners
from lms.learners.domain.numbers import e164
from lms.learners.services import NewLearner
from lms.messages import domain, jobs, queries, services
from lms.messages.models import Outgoing
from tests.cast import Cast, add_learner, gather
from tests.houses import House

TOKEN = "token-of-the-gateway"
NUMBER = "+4915122233344"


@dataclass
class Gateway:
    """What a real gateway got, and what it answers next."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    found = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.got.append((dict(self.headers), body))
            self.send_response(found.answers.pop(0) if found.answers else 202)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/messages"
    for name, value in (("URL", found.url), ("TOKEN", TOKEN), ("SENDER", "Lindenhof")):
        monkeypatch.setenv(f"ONWARD_SMS_{name}", value)
    yield found
    server.shutdown()
    server.server_close()


class Killed(BaseException):
    """The worker's process is gone."""


class Dying(Progress):
    """A worker that dies after its first message."""

    def tell(self, facts: Mapping[str, Any]) -> None:
        raise Killed


def _work(later: timedelta = timedelta(0)) -> int:
    with clock.shifted_to(clock.now() + later):
        return int(jobs.send_texts({}, Progress(), clock.now())["sent"])


def _nour(house: House, cast: Cast, **more: Any) -> Any:
    known = {
        "number": f"L-{more.get('email', 'mail')}",
        "email": "nour@mail.example",
        "phone": "0151 222 333 44",
        "contact": "sms",
        "texts_agreed": True,
    }
    new = NewLearner(given_name="Nour", family_name="Saleh", **{**known, **more})
    return add_learner(house, cast.provider_id, cast.centre_id, new)


def _write(house: House, cast: Cast, who: Any) -> str | None:
    with house.acting(cast.administrator):
        facts = {"section": "A2", "until": "", "day": clock.now().date(), "time": clock.now().time()}
        facts |= {"link": "https://onward.example/my-place", "centre": "Lindenhof", "phone": "030 1"}
        return services.write_to(learners.learner(who.learner_id), "courses.mail_offer", facts, now=clock.now())


def _outbox(house: House) -> list[tuple[str, str, bool]]:
    with house.crossing() as session:
        rows = session.query(Outgoing).order_by(Outgoing.id).all()
        return [(one.channel, one.trouble, one.sent_at is not None) for one in rows]


def test_a_reminder_goes_out_as_a_short_text_and_her_page_and_record_say_so(house: House, gateway: Gateway) -> None:
    cast = gather(house)
    nour = _nour(house, cast)
    _write(house, cast, nour)
    gateway.answers = [503, 429]
    assert [_work(), _work()] == [0, 0]
    assert _outbox(house) == [("sms", "HTTP 503", False)], "a server that has just failed is not asked again at once"
    assert _work(timedelta(minutes=1)) == 0
    assert _outbox(house) == [("sms", "HTTP 429", False)]
    assert [_work(timedelta(minutes=7)), _work(timedelta(hours=1))] == [1, 0]
    assert len(gateway.got) == 3
    (_, _, (headers, body)) = gateway.got
    assert set(body) == {"to", "sender", "text"}
    assert (body["to"], body["sender"]) == (NUMBER, "Lindenhof")
    assert body["text"].startswith("Lindenhof: a seat is kept for you until")
    assert "Nour" not in body["text"]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    # Tried again it is the same message, so that a gateway that looks sends it once.
    assert len({one["Idempotency-Key"] for one, _ in gateway.got}) == 1
    mine = house.client(nour).get("/my-letters").text
    assert "Text message" in mine
    assert "It is kept for you until" in mine
    record = house.client(cast.administrator).get(f"/people/{nour.learner_id}").text
    assert "HTTP 503" in record
    assert "agreed on" in record
    assert TOKEN not in mine + record


def test_what_the_gateway_refuses_goes_by_mail_and_then_to_the_office(house: House, gateway: Gateway) -> None:
    cast = gather(house)
    with_mail, without = _nour(house, cast), _nour(house, cast, email="")
    for who in (with_mail, without):
        _write(house, cast, who)
    gateway.answers = [403, 400]
    assert [_work(), _work()] == [0, 0]
    assert len(gateway.got) == 2
    assert sorted(_outbox(house)) == [("email", "", False), ("sms", "HTTP 400", False), ("sms", "HTTP 403", False)]
    with house.acting(cast.administrator):
        (mail, text) = queries.letters_to(str(with_mail.learner_id))
        assert (mail.channel, mail.body) == ("email", text.body)
        assert [trouble for _at, trouble in text.log] == ["HTTP 403"]

    def fail(_mail: object) -> None:
        raise OSError

    for number in range(domain.MOST_TRIES):
        with clock.shifted_to(clock.now() + timedelta(hours=3 * number)):
            jobs.send_round("email", fail, Progress())
    page = house.client(cast.administrator).get("/tasks").text
    assert "Our text message does not reach Nour Saleh: A seat for you: A2. Call 0151 222 333 44." in page
    assert "Our e-mail does not reach Nour Saleh: A seat for you: A2. Call 0151 222 333 44." in page


def test_nothing_is_lost_where_a_worker_dies_in_the_middle(house: House, gateway: Gateway) -> None:
    cast = gather(house)
    for who in (_nour(house, cast), _nour(house, cast, email="")):
        _write(house, cast, who)

    # The first is sent and kept; whoever dies before that is kept sends that one again.
    with pytest.raises(Killed):
        jobs.send_texts({}, Dying(), clock.now())

    def then_die(message: services.Message) -> None:
        services.https(gateway.url, TOKEN, "Lindenhof")(message)
        raise Killed

    with pytest.raises(Killed):
        jobs.send_round("sms", then_die, Progress())
    assert _work() == 0, "whoever has it in hand may still be sending it"
    assert _work(timedelta(minutes=6)) == 1
    keys = [headers["Idempotency-Key"] for headers, _body in gateway.got]
    assert (len(keys), len(set(keys))) == (3, 2)


def test_others_write_and_another_round_passes_by_while_a_gateway_takes_its_time(
    house: House, gateway: Gateway
) -> None:
    cast = gather(house)
    _write(house, cast, _nour(house, cast))

    def slow(_message: services.Message) -> None:
        _write(house, cast, _nour(house, cast, number="L-90", email=""))
        with house.acting(cast.administrator):
            (other,) = services.waiting("sms")
            assert services.claim(other, "sms", now=clock.now())

    assert jobs.send_round("sms", slow, Progress()) == 1
    assert gateway.got == []


def test_a_letter_that_was_erased_on_its_way_stops_no_other(sqlite_house: House, gateway: Gateway) -> None:
    cast = gather(sqlite_house)
    for number in ("L-91", "L-92"):
        _write(sqlite_house, cast, _nour(sqlite_house, cast, number=number))

    def erase(message: services.Message) -> None:
        with sqlite_house.crossing() as session:
            session.delete(session.get_one(Outgoing, message.id))
            session.commit()

    assert jobs.send_round("sms", erase, Progress()) == 2
    assert _outbox(sqlite_house) == []


def test_without_a_gateway_a_yes_or_a_number_no_text_is_written(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, gateway: Gateway
) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    _write(house, cast, _nour(house, cast, texts_agreed=False))
    _write(house, cast, _nour(house, cast, phone="12", number="L-82"))
    monkeypatch.delenv("ONWARD_SMS_URL")
    _write(house, cast, _nour(house, cast, number="L-83"))
    assert [channel for channel, *_ in _outbox(house)] == ["email"] * 3
    assert _work() == 0
    assert gateway.got == []


def test_she_chooses_her_way_herself_and_a_number_that_is_none_is_told(sqlite_house: House, gateway: Gateway) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    nour = _nour(house, cast, contact="", texts_agreed=False, phone="")
    mine = house.client(nour)
    for typed, said in (
        ({"contact": "sms", "phone": ""}, "Text messages need a telephone number."),
        ({"contact": "sms", "phone": "0151 2x", "texts_agreed": "1"}, "This is no whole telephone number."),
        ({"contact": "sms", "phone": "0151 22233344"}, "Text messages need a yes."),
        ({"contact": "pigeon", "phone": ""}, "Choose how you want to hear from us."),
    ):
        refused = mine.post("/my-letters", data=typed)
        assert refused.status_code == 422
        assert said in refused.text
    mine.post("/my-letters", data={"contact": "sms", "phone": "0151 22233344", "texts_agreed": "1"})
    _write(house, cast, nour)
    assert _work() == 1
    assert gateway.got[0][1]["to"] == NUMBER
    # Her own page instead: nothing is sent, the letter lies there.
    mine.post("/my-letters", data={"contact": "page", "phone": "0151 22233344"})
    _write(house, cast, nour)
    assert [channel for channel, *_ in _outbox(house)] == ["sms", "page"]
    assert "On the own page" in mine.get("/my-letters").text
    # A call instead: nothing is written, whatever address is known.
    mine.post("/my-letters", data={"contact": "phone", "phone": "0151 22233344"})
    assert _write(house, cast, nour) is None
    office = house.client(cast.administrator)
    edit = {"given_name": "Nour", "contact": "sms", "phone": "12", "shift": "none", "literacy": "unknown"}
    page = office.post(f"/people/{nour.learner_id}/edit", data=edit)
    assert page.status_code == 422
    assert "This is no whole telephone number." in page.text


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("0151 222 333 44", "DE", NUMBER),
        ("+49 (0)151/222-333-44", "SE", NUMBER),
        ("0049 151 22233344", "SE", NUMBER),
        ("070-123 45 67", "SE", "+46701234567"),
        ("(416) 555-0123", "CA", "+14165550123"),
        ("1 416 555 0123", "CA", "+14165550123"),
        ("347 123 4567", "IT", "+393471234567"),
        ("0151", "DE", ""),
        ("+49 151 22233344 ext 3", "DE", ""),
        ("+0 151 22233344", "DE", ""),
        ("0151 22233344", "XX", ""),
        ("٠١٥١٢٢٢٣٣٣٤٤", "DE", ""),
    ],
)
def test_numbers_are_those_of_the_networks(written: str, country: str, number: str) -> None:
    assert e164(written, country) == number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 459, 3),
        ("a" * 460, 4),
        ("م" * 70, 1),
        ("م" * 71, 2),
        ("م" * 202, 4),
        ("😀" * 36, 2),
    ],
)
def test_parts_of_a_text_are_counted_as_telephones_do(text: str, parts: int) -> None:
    assert domain.text_parts(text) == parts


def test_every_letter_has_short_words_without_what_nobody_else_should_read(registry: plugins.Registry) -> None:
    sentences = {code: one for module in registry.modules("words") for code, one in module.SENTENCES.items()}
    letters = {code.removesuffix(".body") for code in sentences if code.endswith(".body")}
    outside = {"messages.invitation", "messages.reset", "referrals.mail", "companions.mail", "partners.mail"}
    assert outside < letters
    allowed = {"place", "page", "link", "day", "time", "starts", "until"}
    for code in letters - outside:
        said = str(sentences[f"{code}.text"])
        assert set(re.findall(r"{(\w+)}", said)) <= allowed, code
        assert domain.text_parts(said) == 1, code


@pytest.mark.parametrize(
    ("url", "token"),
    [("http://gateway.example/send", TOKEN), ("ftp://127.0.0.1/", TOKEN), ("https://gateway.example", f"{TOKEN}\r\nx")],
)
def test_an_open_address_or_a_broken_token_is_refused_and_not_repeated(url: str, token: str) -> None:
    with pytest.raises(ValueError, match="ONWARD_SMS") as refused:
        services.https(url, token, "Onward")
    assert TOKEN not in str(refused.value)
    settings = config.Settings(sms_url="http://gateway.example/send", sms_token=TOKEN)
    assert TOKEN not in repr(settings)
    assert "doctor.sms_https" in {code for code, _facts in doctor._settings(settings)}
