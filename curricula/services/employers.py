"""An employer sends the shifts of people who agreed: their weeks follow, and each has the last word about her own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from curricula import models
from curricula.domain.employers import CONSENTS, LONGEST_NAME, called, matched
from curricula.queries import employers as queries
from curricula.queries.opportunities import LinkInfo, link_by_token
from lms.accounts.services import audit
from lms.kernel import clock, db, errors, signals
from lms.kernel.actor import Actor, system
from lms.learners import formats
from lms.learners import queries as learners
from lms.learners import services as learner_services
from lms.learners.domain import rota as rotas
from lms.learners.services.week import usual_work
from lms.messages import services as messages
from lms.organisations import queries as organisations


def agree(
    learner_id: str, organisation: str, known_as: str, *, consent: str, actor: Actor, day: date, now: datetime
) -> str:
    """Somebody agrees that an employer sends her shifts. Agreed again it is the newer name. Returns its id.

    Raises Invalid for an employer without a link, an empty name, and where nobody said how she agreed; Conflict for a name
    that the employer's rota already calls somebody else by.
    """
    person = learners.learner(learner_id)
    if organisation not in queries.employers(person.centre_id, day):
        raise errors.Invalid("curricula.employer.unknown", field="organisation")
    name = " ".join(known_as.split())
    if not name or len(name) > LONGEST_NAME:
        raise errors.Invalid("curricula.employer.known_as", field="known_as", most=LONGEST_NAME)
    if consent not in CONSENTS:
        raise errors.Invalid("curricula.employer.consent", field="consent")
    standing = next((one for one in queries.employments_of(learner_id) if one.organisation == organisation), None)
    row = db.session().get(models.Employment, standing.id) if standing else None
    try:
        with db.session().begin_nested():
            if row is None:
                row = models.Employment(
                    id=db.new_id(), learner_id=learner_id, centre_id=person.centre_id, organisation=organisation
                )
                db.session().add(row)
            row.known_as, row.called, row.consent, row.by, row.at = name, called(name), consent, actor.name, now
            db.session().flush()
    except IntegrityError:
        raise errors.Conflict("curricula.employer.called_so", field="known_as") from None
    return row.id


def end(employment_id: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """She does not agree any more: nothing more is taken in, and what was sent leaves her week."""
    row = db.session().get(models.Employment, employment_id)
    if row is None or row.learner_id != learner_id:
        raise errors.NotFound("curricula.absent")
    if row.ended_at is not None:
        return
    row.ended_at = now
    _take_out(learner_id, queries.kept_as(employment_id, taken_back=True), actor, now)
    audit.record("employer_ended", "learners_learner", learner_id, now=now)


def take_back(rota_id: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """One rota leaves her week. She goes on agreeing. Taken back twice is taken back once."""
    row = db.session().get(models.EmployerRota, rota_id)
    if row is None or row.learner_id != learner_id:
        raise errors.NotFound("curricula.absent")
    if row.taken_back_at is not None:
        return
    row.taken_back_at = now
    _take_out(learner_id, [queries.kept(row.pattern)], actor, now)
    audit.record("employer_rota_taken_back", "learners_learner", learner_id, now=now)


def _take_out(learner_id: str, gone: Sequence[queries.KeptAs], actor: Actor, now: datetime) -> None:
    """The newest first: where its pattern still goes on, what was usual before comes back."""
    patterns = learners.availability(learner_id).all_patterns
    for one in gone:
        patterns = rotas.without(patterns, [one.season])
        if one.goes_on is not None and one.goes_on in patterns:
            patterns = (*(each for each in patterns if each != one.goes_on), *one.before)
    learner_services.keep_week(learner_id, patterns=patterns, actor=actor, now=now)


@dataclass(frozen=True)
class Line:
    """One person of a file as her employer reads it: the name it knows, first and last day, number of shifts."""

    employment_id: str
    known_as: str
    first_on: date
    last_on: date
    shifts: int


@dataclass(frozen=True)
class Looked:
    """What a file would do. With a problem nothing of it can be sent; `unknown` names are passed over, `over` ones are past."""

    lines: tuple[Line, ...] = ()
    unknown: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    problems: tuple[rotas.Problem, ...] = ()
    unused: tuple[str, ...] = ()
    people: Mapping[str, rotas.Rota] = field(default_factory=dict)
    """The rota of each line, by employment id."""

    @property
    def ready(self) -> bool:
        """Whether it can be sent."""
        return bool(self.lines) and not self.problems

    @property
    def repeats(self) -> bool:
        """Whether everybody's shifts keep a pattern that can go on after the last day."""
        return self.ready and all(rotas.goes_on(one) is not None for one in self.people.values())


def look(token: str, content: bytes, *, about: str = "", now: datetime) -> Looked:
    """A dry run: nothing is kept. `about` is an employment id where the file names nobody. Raises NotFound for the link."""
    link = link_by_token(token, now.date())
    with db.scoped(link.provider_id):
        return look_at(link, content, about=about, now=now)


def look_at(link: LinkInfo, content: bytes, *, about: str = "", now: datetime) -> Looked:
    """The same for a door that knows whose link it is."""
    zone, today = _where_and_when(link, now)
    known = {one.id: one for one in queries.employments_at(link, today)}
    alone = known[about].known_as if about in known else ""
    read = formats.read_staff(content, today=today, zone=zone, everything_about=alone)
    meant = matched(read.people, {one.called: one.id for one in known.values()})
    unknown = tuple(name for name in read.people if name not in meant)
    lines, over, kept = list[Line](), list[str](), dict[str, rotas.Rota]()
    for name, key in meant.items():
        rota = read.people[name]
        if rota.days is None:
            continue
        if rota.days[1] < today:
            over.append(name)
        else:
            lines.append(Line(key, known[key].known_as, *rota.days, len(rota.shifts)))
            kept[key] = rota
    return Looked(tuple(lines), unknown, tuple(over), read.problems, read.unused, kept)


def _where_and_when(link: LinkInfo, now: datetime) -> tuple[str, date]:
    zone = organisations.centre(link.centre_id).zone
    return zone, clock.local(now, zone).date()


def send(token: str, content: bytes, *, about: str = "", goes_on: bool = False, now: datetime) -> Looked:
    """Take a file in: the week of everybody in it follows, and each is told. All of it or nothing.

    With `goes_on` a pattern that is kept at least twice over becomes the usual work, so that timetables are planned around it.
    Raises NotFound for the link, Invalid for a file with a problem or without anybody who agreed.
    """
    link = link_by_token(token, now.date())
    with db.scoped(link.provider_id):
        return take_in(link, content, about=about, goes_on=goes_on, now=now)


def take_in(link: LinkInfo, content: bytes, *, about: str = "", goes_on: bool = False, now: datetime) -> Looked:
    """The same for a door that knows whose link it is."""
    found = look_at(link, content, about=about, now=now)
    if not found.ready:
        raise errors.Invalid("curricula.employer.not_ready", field="file")
    people = {one.id: one for one in queries.employments_at(link, _where_and_when(link, now)[1])}
    actor = replace(system(link.organisation, link.provider_id), centre_id=link.centre_id)
    with audit.acting(actor):
        for line in found.lines:
            _follow(people[line.employment_id], line, found.people[line.employment_id], goes_on, actor, now)
    return found


def _follow(
    who: queries.EmploymentInfo, line: Line, rota: rotas.Rota, goes_on: bool, actor: Actor, now: datetime
) -> None:
    season = rotas.pattern_of(rota)
    if season is None:
        return
    known = learners.availability(who.learner_id)
    seasons = [one.season for one in queries.kept_as(who.id)]
    usual = rotas.goes_on(rota) if goes_on else None
    if season in known.all_patterns and season in seasons and (usual is None or usual in known.all_patterns):
        return
    patterns = rotas.in_place_of(known.all_patterns, seasons, season)
    before = usual_work(known) if usual else ()
    if usual is not None:
        patterns = (usual, *(one for one in patterns if one not in before))
    learner_services.keep_week(who.learner_id, patterns=patterns, actor=actor, now=now)
    row = models.EmployerRota(
        id=db.new_id(), employment_id=who.id, learner_id=who.learner_id, first_on=line.first_on, last_on=line.last_on,
        shifts=line.shifts, pattern=queries.plain(queries.KeptAs(season, usual, before)), at=now,
    )  # fmt: skip
    db.session().add(row)
    db.session().flush()
    audit.record("employer_rota", "learners_learner", who.learner_id, now=now)
    person = learners.learner(who.learner_id)
    facts = {
        "organisation": who.organisation,
        "first": line.first_on,
        "last": line.last_on,
        "centre": organisations.centre(person.centre_id).name,
    }
    messages.write_or_call(person, "curricula.employer_letter", facts, now=now)
    signals.announce(
        signals.rota_received, who.learner_id, first=line.first_on, last=line.last_on, by=who.organisation,
        actor=actor, now=now,
    )  # fmt: skip
