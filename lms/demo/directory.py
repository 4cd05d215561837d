"""Organisations of the demonstration that help, and steps of a few plans that are theirs."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from lms.casework import services as casework
from lms.casework.domain.credentials import Credential, Kind, State, is_young
from lms.casework.domain.directory import Entry, Papers, Part, Sector, Service
from lms.casework.domain.sources import Cost, Label
from lms.kernel import errors
from lms.kernel.actor import Actor
from lms.learners.queries import LearnerInfo

RESPONSIBLE, SUPPORTS = str(Part.RESPONSIBLE), str(Part.SUPPORTS)
WORK, LAW, HEALTH = str(Service.WORK), str(Service.LAW), str(Service.HEALTH)
OFFICE, ASSOCIATION = "Jobcenter Mitte", "Beratungsverein Brücke"


def entries(today: date) -> tuple[Entry, ...]:
    """Who helps: most of it asked lately, one of it long ago, one never."""
    asked, long_ago = today - timedelta(days=18), today - timedelta(days=240)
    return (
        Entry(OFFICE, Sector.STATE, {WORK: RESPONSIBLE, Service.TRADE: SUPPORTS}, "Frau Okafor", "030 5550 188",
              place="Müllerstraße 16", postcode="13353", papers=Papers.STATUS, languages=("de",), target=("everybody",),
              label=Label("https://jobcenter-mitte.example", Cost.FREE, "", asked), shown=True),
        Entry("Bezirksamt Lindenhof", Sector.MUNICIPALITY,
              {Service.CHILDCARE: RESPONSIBLE, Service.HOUSING: RESPONSIBLE}, "Herr Jansen", "030 5550 170",
              place="Rathausplatz 1", postcode="10969", papers=Papers.NAME, languages=("de", "tr"),
              target=("parents",), label=Label("Bezirksamt, Bürgertelefon", Cost.FREE, "", long_ago), shown=True),
        Entry("Gesundheitsamt", Sector.HEALTH, {HEALTH: RESPONSIBLE}, "", "030 5550 199", place="Reichartstraße 2",
              postcode="10829", papers=Papers.NONE, languages=("de", "en", "ar", "ru"), target=("everybody",),
              label=Label("https://gesundheitsamt.example", Cost.FREE, "", asked), shown=True),
        Entry("Praxis ohne Grenzen", Sector.ASSOCIATION, {HEALTH: RESPONSIBLE}, "", "030 5550 155",
              place="Lindenstraße 31", postcode="10969", papers=Papers.NONE, languages=("de", "ar", "fa", "ti"),
              target=("everybody",), label=Label("Vereinsblatt 2026", Cost.FREE, "", asked), shown=True),
        Entry(ASSOCIATION, Sector.ASSOCIATION, {LAW: RESPONSIBLE, WORK: SUPPORTS}, "Frau Nowak", "030 5550 177",
              "hilfe@bruecke.example", place="Brückenweg 5", postcode="10997", papers=Papers.NONE,
              languages=("de", "ar", "uk"), target=("everybody",),
              label=Label("https://bruecke.example", Cost.FREE, "", asked), shown=True),
        Entry("Anerkennungsberatung im Handwerkshaus", Sector.EMPLOYER, {Service.PAPERS: RESPONSIBLE}, "",
              "030 5550 144", place="Blücherstraße 68", postcode="10961", papers=Papers.NAME,
              languages=("de", "en"), target=("workers",),
              label=Label("Merkblatt der Kammer", Cost.SOME, "100 bis 600 Euro", asked), shown=True),
        Entry("Gewerkschaft im Kiez", Sector.UNION, {LAW: SUPPORTS}, "", "030 5550 166"),
    )  # fmt: skip


def list_organisations(today: date, *, actor: Actor, now: datetime) -> dict[str, str]:
    """Put them into the directory. Returns their ids by name."""
    return {one.name: casework.list_organisation(one, actor=actor, now=now) for one in entries(today)}


def share(learner_id: str, ids: Mapping[str, str], *, today: date, actor: Actor, now: datetime) -> None:
    """One plan gets steps of two organisations beside its own: help with letters on Saturdays, a talk about work."""
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    for starts in (time(10), time(14), time(17)):
        # Some have class on Saturday mornings: nobody is in two places.
        with suppress(errors.Invalid):
            casework.add_step(
                learner_id, "Read letters of offices together", "", saturday + timedelta(weeks=8), icon="file-text",
                service=LAW, organisation_id=ids[ASSOCIATION], starts=starts, ends=starts.replace(starts.hour + 1),
                first_on=saturday, actor=actor, now=now,
            )  # fmt: skip
            break
    casework.add_step(
        learner_id, "Talk about work in a kitchen", "", today + timedelta(days=16), icon="briefcase", service=WORK,
        organisation_id=ids[OFFICE], actor=actor, now=now,
    )  # fmt: skip


def lead_to_certificate(person: LearnerInfo, place: int, *, today: date, actor: Actor, now: datetime) -> None:
    """Who is under 27 has a certificate, or a step of the plan towards one."""
    if not is_young(person.birth_date, now.date()):
        return
    if place % 2:
        school = Credential(Kind.SCHOOL, "Abschluss der Sekundarschule", State.HELD)
        casework.keep_credential(person.id, school, actor=actor, now=now)
        return
    casework.add_step(
        person.id, "Evening school up to the certificate", person.given_name, today + timedelta(days=200),
        icon="graduation-cap", actor=actor, now=now,
    )  # fmt: skip
