"""Partners of the demonstration: a trade union that sees one class, a memorandum that ends soon, papers before arrival."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from lms.accounts.services import audit
from lms.casework import queries as directory
from lms.casework import services as casework
from lms.casework.domain.before_arrival import Purpose, Way
from lms.casework.domain.directory import Entry, Part, Sector, Service
from lms.courses import queries as courses
from lms.demo import accounts
from lms.exchange.domain.pre_departure import Line
from lms.exchange.services import pre_departure
from lms.kernel.actor import Actor, Role
from lms.learners.queries import LearnerInfo
from lms.partners import queries, services
from lms.partners.domain.access import Cohort, Invitation
from lms.partners.domain.agreements import Duty, Kind, Paper

ABROAD = Entry("Beratungsstelle vor der Ausreise", Sector.INTERNATIONAL, {Service.PAPERS: str(Part.SUPPORTS)},
               phone="030 5550 155")  # fmt: skip
UNION, OFFICE = "Gewerkschaft im Kiez", "Jobcenter Mitte"
COUNTRIES = {"Arabic": "SY", "Dari": "AF", "Kurmanji": "SY", "Somali": "SO", "Spanish": "CO", "Thai": "TH",
             "Tigrinya": "ER", "Turkish": "TR", "Ukrainian": "UA", "Vietnamese": "VN"}  # fmt: skip
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""One empty page."""


def invite(partner: tuple[str, str], section_id: str, *, today: date, actor: Actor, now: datetime) -> None:
    """Somebody of a trade union sees one class; twice another page was asked for."""
    name, word = partner
    cohort = Cohort(section_id=section_id)
    one = Invitation(_known()[UNION], name, accounts.address_of(word), cohort, today + timedelta(days=150))
    access_id = services.invite(one, centre_id=None, today=today, actor=actor, now=now)
    user_id = queries.access(access_id, today).user_id
    accounts.let_in(user_id)
    somebody = Actor(user_id, name, actor.provider_id, Role.PARTNER)
    with audit.acting(somebody):
        for page in ("/people", "/sections"):
            services.note_refused(somebody, page, now=now - timedelta(hours=2))


def agree(section_id: str, learner_id: str, *, today: date, keeper: Actor, now: datetime) -> None:
    """A memorandum that ends in seven weeks: three duties, one of them done; who is concerned is told."""
    abroad = casework.list_organisation(ABROAD, actor=keeper, now=now)
    paper = Paper(
        "Vereinbarung über Fachkräfte in der Pflege", Kind.MEMORANDUM, [abroad, _known()[OFFICE]],
        today - timedelta(days=310), today + timedelta(days=50), keeper.staff_id or "",
    )  # fmt: skip
    agreement_id = services.keep_agreement(paper, centre_id=None, actor=keeper, now=now)
    duties = (
        Duty("Report on attendance and levels of the half-year", today + timedelta(days=20)),
        Duty("Name the people of the next course", today + timedelta(days=45), abroad),
        Duty("Keep twelve places until spring", today - timedelta(days=60)),
    )
    kept = [services.add_duty(agreement_id, one) for one in duties]
    services.duty_done(agreement_id, kept[-1], today=today - timedelta(days=70), actor=keeper, now=now)
    services.add_to_cohort(agreement_id, Cohort(section_id=section_id), centre_id=None)
    services.add_to_cohort(agreement_id, Cohort(), learner_id=learner_id, centre_id=None)
    services.warn(today, now=now)


def ask_papers(people: Sequence[LearnerInfo], *, country: str, keeper: Actor, now: datetime) -> None:
    """Who came to family has a list of papers; the first has brought a copy."""
    for person in people:
        if (origin := COUNTRIES.get(person.first_language)) is not None:
            casework.choose_way(person.id, Way(origin, country, Purpose.FAMILY), actor=keeper, now=now)
    first = next((one for one in people if one.first_language in COUNTRIES), None)
    if first is not None:
        casework.bring_paper(first.id, "de_german", "a1.pdf", PDF, actor=keeper, now=now)


def class_of(learner_id: str) -> str:
    """The first class of somebody."""
    return courses.enrolments_of([learner_id])[learner_id][0].section_id


def _known() -> Mapping[str, str]:
    return {one.name: one.id for one in directory.organisations_listed(size=500)[0]}


def bring_record(learner: LearnerInfo, *, today: date, keeper: Actor, now: datetime) -> None:
    """What somebody learned before the journey, as the office there wrote it down."""
    day, before = today - timedelta(days=260), "Beratungsstelle vor der Ausreise"
    lines = (
        Line("level", "speaking", "a1", day, before),
        Line("skill", "occupation", "Krankenpfleger/in", day, before),
        Line("document", "trade", "Diploma of nursing", today - timedelta(days=2900), "College of nursing"),
    )
    pre_departure.take_in_record(learner.id, lines, actor=keeper, now=now)
