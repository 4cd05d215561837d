"""Organisations of the demonstration that help, and steps of a few plans that are theirs."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from lms.casework import services as casework
from lms.casework.domain.credentials import Credential, Kind, State, is_young
from lms.casework.domain.directory import Entry, Part, Sector, Service
from lms.kernel.actor import Actor
from lms.learners.queries import LearnerInfo

RESPONSIBLE, SUPPORTS = str(Part.RESPONSIBLE), str(Part.SUPPORTS)
WORK, LAW, HEALTH = str(Service.WORK), str(Service.LAW), str(Service.HEALTH)
ENTRIES = (
    Entry("Jobcenter Mitte", Sector.STATE, {WORK: RESPONSIBLE, Service.TRADE: SUPPORTS}, "Frau Okafor", "030 5550 188"),
    Entry("Bezirksamt Lindenhof", Sector.MUNICIPALITY, {Service.CHILDCARE: RESPONSIBLE, Service.HOUSING: RESPONSIBLE},
          "Herr Jansen", "030 5550 170", place="Rathausplatz 1"),
    Entry("Gesundheitsamt", Sector.HEALTH, {HEALTH: RESPONSIBLE}, "", "030 5550 199"),
    Entry("Beratungsverein Brücke", Sector.ASSOCIATION, {LAW: RESPONSIBLE, WORK: SUPPORTS}, "Frau Nowak",
          "030 5550 177", "hilfe@bruecke.example"),
    Entry("Gewerkschaft im Kiez", Sector.UNION, {LAW: SUPPORTS}, "", "030 5550 166"),
)  # fmt: skip


def list_organisations(*, actor: Actor, now: datetime) -> dict[str, str]:
    """Put them into the directory. Returns their ids by name."""
    return {one.name: casework.list_organisation(one, actor=actor, now=now) for one in ENTRIES}


def share(learner_id: str, ids: Mapping[str, str], *, today: date, actor: Actor, now: datetime) -> None:
    """One plan gets steps of two organisations beside its own: help with letters on Saturdays, a talk about work."""
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    association, office = ENTRIES[3].name, ENTRIES[0].name
    casework.add_step(
        learner_id, "Read letters of offices together", "", saturday + timedelta(weeks=8), icon="file-text",
        service=LAW, organisation_id=ids[association], starts=time(10), ends=time(11, 30), first_on=saturday,
        actor=actor, now=now,
    )  # fmt: skip
    casework.add_step(
        learner_id, "Talk about work in a kitchen", "", today + timedelta(days=16), icon="briefcase", service=WORK,
        organisation_id=ids[office], actor=actor, now=now,
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
