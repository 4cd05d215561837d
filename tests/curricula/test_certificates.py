"""Certificates: issued from the record, checked by anybody, replaced and revoked; as paper and as a signed credential."""

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from curricula import services as learning
from curricula.domain import certificates as domain
from curricula.domain.certificates import Kind
from curricula.queries import certificates as queries
from curricula.services import badges
from curricula.services import certificates as services
from lms.kernel import clock, errors
from lms.kernel.vocabulary import Level
from tests.curricula.lives import TODAY, Lives
from tests.houses import House
from tests.lms.documents import paper

MODULE = "literacy_a"
SECRET = "a secret of this installation"
LONG_AGO = datetime(2026, 3, 3, 11, tzinfo=UTC)


@pytest.fixture
def long_ago() -> Iterator[date]:
    """A day that is over on every machine: programs that check a credential go by the machine's clock."""
    with clock.shifted_to(LONG_AGO):
        yield LONG_AGO.date()


def _pass(house: House, lives: Lives, who: str = "leyla", day: date = TODAY) -> str:
    learner_id = str(getattr(lives.cast, who).learner_id)
    with house.acting(lives.cast.administrator):
        learning.pass_module(
            learner_id, MODULE, on_day=day, level=Level.A1, actor=lives.cast.administrator, now=clock.now()
        )
    return learner_id


def _issue(house: House, lives: Lives, who: str = "leyla", day: date = TODAY) -> str:
    learner_id = _pass(house, lives, who, day)
    with house.acting(lives.cast.administrator) as session:
        made = services.issue(learner_id, MODULE, on_day=day, actor=lives.cast.administrator, now=clock.now())
        session.flush()
    return made


def test_a_code_is_found_however_it_was_typed() -> None:
    code = domain.new_code()
    assert domain.tidied(code.lower().replace("-", " ")) == code
    assert domain.tidied(code[:-1]) is None
    assert domain.tidied(code[:-1] + "O") is None


def test_what_was_passed_is_certified_once(house: House, lives: Lives) -> None:
    _issue(house, lives)
    learner_id = str(lives.cast.leyla.learner_id)
    with pytest.raises(errors.Conflict, match="certificate_there"), house.acting(lives.cast.administrator):
        services.issue(learner_id, MODULE, on_day=TODAY, actor=lives.cast.administrator, now=clock.now())
    with house.acting(lives.cast.administrator):
        found = queries.certificates_of(learner_id)
    assert [(one.statement.name, one.statement.on_day, one.serial) for one in found] == [("Leyla Demir", TODAY, 0)]


def test_what_is_not_on_record_is_not_certified(sqlite_house: House, lives: Lives) -> None:
    learner_id, me = str(lives.cast.mahmoud.learner_id), lives.cast.administrator
    for kind, code in ((Kind.MODULE, "not_passed"), (Kind.ATTENDANCE, "nothing_attended")):
        with pytest.raises(errors.Invalid, match=code), sqlite_house.acting(me):
            services.issue(learner_id, MODULE, on_day=TODAY, kind=kind, actor=me, now=clock.now())


def test_a_corrected_certificate_takes_the_place_of_the_earlier_one(house: House, lives: Lives) -> None:
    first, me = _issue(house, lives), lives.cast.administrator
    with house.acting(me):
        second = services.issue_again(first, reason="Name was misspelt", actor=me, now=clock.now())
        before, after = queries.certificate(first), queries.certificate(second)
    assert (before.standing, before.replaced_by, after.standing) == ("replaced", second, "valid")
    assert (after.serial, before.code != after.code) == (1, True)
    with pytest.raises(errors.Conflict, match="certificate_ended"), house.acting(me):
        services.revoke(first, reason="again", actor=me, now=clock.now())


def test_nothing_is_revoked_without_a_reason(sqlite_house: House, lives: Lives) -> None:
    made, me = _issue(sqlite_house, lives), lives.cast.administrator
    with pytest.raises(errors.Invalid, match="why_ended"), sqlite_house.acting(me):
        services.revoke(made, reason=" ", actor=me, now=clock.now())


def test_the_office_issues_for_all_who_passed_and_takes_the_papers_home(sqlite_house: House, lives: Lives) -> None:
    _pass(sqlite_house, lives), _pass(sqlite_house, lives, "amina")
    office = sqlite_house.client(lives.cast.administrator)
    page = office.get("/certificates").get_data(as_text=True)
    assert "Leyla Demir" in page
    assert "Amina Karimi" in page
    with sqlite_house.acting(lives.cast.administrator):
        keys = [one.key for one in queries.ready(lives.cast.centre_id, TODAY) if one.module_key == MODULE]
    answer = office.post("/certificates", data={"result": keys, "locale": "de", "signed_by": "Jonas Weber"})
    assert answer.status_code == 302
    with sqlite_house.acting(lives.cast.administrator):
        made = [one for one in queries.issued(lives.cast.centre_id) if one.module_key == MODULE]
    assert len(made) == 2
    packed = office.get("/certificates/papers", query_string=[("id", one.id) for one in made])
    with zipfile.ZipFile(io.BytesIO(packed.data)) as folder:
        assert len(folder.namelist()) == 2
        first = folder.read(folder.namelist()[0])
    assert set("Jonas") <= paper.letters(first)
    assert "Tick at least one result" in office.post("/certificates", data={}).get_data(as_text=True)


def test_anybody_sees_by_the_code_whether_it_holds(sqlite_house: House, lives: Lives) -> None:
    made, me, stranger = _issue(sqlite_house, lives), lives.cast.administrator, sqlite_house.client()
    with sqlite_house.acting(me):
        code = queries.certificate(made).code
    assert stranger.get("/c", query_string={"code": code.lower()}).location.endswith(f"/c/{code}")
    assert "This certificate holds." in stranger.get(f"/c/{code}").get_data(as_text=True)
    office = sqlite_house.client(me)
    assert office.post(f"/certificates/{made}/revoke", data={"reason": "Issued by mistake"}).status_code == 302
    told = stranger.get(f"/c/{code}").get_data(as_text=True)
    assert "does not hold" in told
    assert "mistake" not in told
    assert stranger.get("/c/AAAA-BBBB-CCCC-DDDD").status_code == 404


def test_a_certificate_of_another_centre_or_person_is_not_there(sqlite_house: House, lives: Lives) -> None:
    made = _issue(sqlite_house, lives)
    assert sqlite_house.client(lives.cast.outsider).get(f"/certificates/{made}").status_code == 404
    assert sqlite_house.client(lives.cast.amina).get(f"/my-certificates/{made}.pdf").status_code == 404
    assert sqlite_house.client(lives.cast.teacher).get("/certificates").status_code == 404


def test_the_paper_speaks_the_chosen_language_and_is_tagged(sqlite_house: House, lives: Lives) -> None:
    made = _issue(sqlite_house, lives)
    hers = sqlite_house.client(lives.cast.leyla)
    assert made in hers.get("/my-certificates").get_data(as_text=True)
    content = hers.get(f"/my-certificates/{made}.pdf").data
    assert paper.says(content, b"/MarkInfo")
    assert paper.says(content, b"pdfuaid")
    assert set("LeylaDemir") <= paper.letters(content)


def test_a_wallet_verifies_the_credential_until_it_is_revoked(house: House, lives: Lives, long_ago: date) -> None:
    made = _issue(house, lives, day=long_ago)
    hers, anybody = house.client(lives.cast.leyla), house.client()
    token = hers.post(f"/my-certificates/{made}/badge").get_data(as_text=True)
    base = f"/credentials/{lives.cast.provider_id}"
    key = jwt.PyJWK(anybody.get(base).get_json()["keys"][0])
    checker = OB3Verifier(key.key)
    badge = checker.verify(token)
    assert [one.target_code for one in badge.achievement.alignments] == ["A1"]
    assert badge.identifiers[0].identity_hash == "Leyla Demir"
    with pytest.raises(OB3VerificationError):
        checker.verify(token[:-6] + "AAAAAA")
    assert _revoked(anybody.get(f"{base}/status/0").get_data(as_text=True), key) == 0
    with house.acting(lives.cast.administrator):
        services.revoke(made, reason="mistake", actor=lives.cast.administrator, now=clock.now())
    assert _revoked(anybody.get(f"{base}/status/0").get_data(as_text=True), key) == 1
    assert anybody.get(f"{base}x").status_code == 404


def _revoked(token: str, key: jwt.PyJWK) -> int:
    """How many entries a signed status list revokes, read as the standard says: base64url, gzip, bits."""
    listed = jwt.decode(token, key.key, algorithms=["ES256"], options={"verify_exp": False, "verify_nbf": False})
    packed = listed["credentialSubject"]["encodedList"]
    assert packed[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    return sum(byte.bit_count() for byte in bits)


def test_with_another_secret_a_new_pair_signs_and_the_old_one_still_checks(
    sqlite_house: House, lives: Lives, long_ago: date
) -> None:
    made, me = _issue(sqlite_house, lives, day=long_ago), lives.cast.administrator
    with sqlite_house.acting(me):
        found = queries.certificate(made)
        place, words = badges.Place("https://onward.example", found.provider_id), badges.Words("d", "c")
        first = badges.credential(found, place, secret=SECRET, words=words, now=clock.now())
        again = badges.credential(found, place, secret=SECRET, words=words, now=clock.now())
        other = badges.credential(found, place, secret="another", words=words, now=clock.now() + timedelta(days=1))
        keys = queries.public_keys(found.provider_id)
    assert len(keys) == 2
    for token, key in ((first, keys[1]), (again, keys[1]), (other, keys[0])):
        assert OB3Verifier(jwt.PyJWK(key).key).verify(token).id == place.check(found.code)
    assert "PRIVATE" not in json.dumps(keys)
