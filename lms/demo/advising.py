"""Advice in the demonstration: places, people who dropped in this morning, a question without a name, open places shown."""

from datetime import date, datetime, timedelta

from lms.advice import queries, services
from lms.advice.domain.calls import NewCall, Outcome
from lms.advice.domain.points import Point
from lms.advice.domain.work import NewContact
from lms.casework.domain.sources import Cost, Label
from lms.kernel.actor import Actor

PLACES = (
    Point("1", "Migrationsberatung Lindenhof", "Lindenstraße 4", "10969", "Berlin", "030 23125 910", "Mo-Do 9-16 Uhr",
          ("de", "ar", "fa")),
    Point("2", "Beratung am Park", "Parkweg 12", "10997", "Berlin", "030 23125 911", "Di, Do 10-18 Uhr",
          ("de", "uk", "ru")),
    Point("3", "Jugendmigrationsdienst Nord", "Seestraße 80", "13347", "Berlin", "030 23125 912", "Mo-Fr 12-17 Uhr",
          ("de", "ti", "en")),
    Point("4", "Stadtteilladen Ost", "Marktplatz 3", "10317", "Berlin", "030 23125 913", "Mi 9-13 Uhr",
          ("de", "vi")),
)  # fmt: skip
DROPPED_IN = (("housing", "ar"), ("work", "uk"), ("papers", "ti"), ("housing", "de"))
HEARD = ("Der Unterricht beginnt zu früh für die Kita.", "Dienstag und Donnerstag beginnen wir jetzt um 9 Uhr.")
QUESTION = "Ich habe einen Brief vom Amt und verstehe ihn nicht. Wer liest ihn mit mir?"


ANSWERS = (
    (
        "housing",
        "Mein Vermieter will mich hinauswerfen",
        "Das darf nur ein Gericht. Nichts unterschreiben. Mieterberatung: 030 23125 914.",
        False,
    ),
    (
        "language",
        "Was kostet der Integrationskurs?",
        "Wer Bürgergeld bekommt, zahlt nichts. Den Antrag schreiben wir zusammen.",
        False,
    ),
    (
        "papers",
        "Gilt mein Zeugnis hier?",
        "Das prüft die Anerkennungsstelle. Bringen Sie das Original und eine Übersetzung mit.",
        False,
    ),
    (
        "family",
        "Ich bin zu Hause nicht sicher",
        "Bei Gefahr 110 anrufen. Das Hilfetelefon 116 016 spricht viele Sprachen, Tag und Nacht.",
        True,
    ),
)
DEPARTMENTS = (("Sozialberatung", "caseworker", "030 23125 910"), ("Anmeldung", "administrator", "030 23125 900"))
CALLS = (
    NewCall(
        "housing", Outcome.RESPOND, "Arabisch", "Die Heizung geht nicht, zwei kleine Kinder.", phone="0151 2345678"
    ),
    NewCall("language", Outcome.ANSWERED, "Ukrainisch"),
)


def help_at_work(today: date) -> tuple[NewContact, ...]:
    """Who helps with work, asked lately."""
    member = Label("Mitgliedsheft 2026", Cost.SOME, "1 % vom Lohn", today - timedelta(days=30))
    return (
        NewContact("Gewerkschaft Nahrung und Gaststätten", "union", "030 23125 920", languages="Deutsch, Türkisch",
                   label=member),
        NewContact("Faire Arbeit Berlin", "adviser", "030 23125 921", "beratung@faire-arbeit.example",
                   "Arabisch, Ukrainisch", Label("https://faire-arbeit.example", Cost.FREE, "", today)),
        NewContact("Handwerkskammer", "employer", "030 23125 922",
                   label=Label("Telefonisch", Cost.FREE, "", today - timedelta(days=200))),
        NewContact("Beauftragte für Integration", "complaints", "030 23125 923", languages="Deutsch, Arabisch, Dari",
                   label=Label("Telefonisch", Cost.FREE, "", today - timedelta(days=12))),
        NewContact("Öffentliche Rechtsauskunft", "legal", "030 23125 924", languages="Deutsch, mit Dolmetscher",
                   label=Label("Aushang", Cost.FREE, "", today - timedelta(days=12))),
    )  # fmt: skip


def advise(centre_id: str, *, today: date, actor: Actor, now: datetime) -> int:
    """Places, visitors, a question; everybody finds the open classes of the centre. Returns how many places there are."""
    services.show_centre(centre_id, PLACES[0].postcode, True)
    services.tell_change(centre_id, *HEARD, actor=actor, today=today)
    count = services.replace_points(PLACES, actor=actor, now=now)
    for topic, language in DROPPED_IN:
        services.log_drop_in(topic, language=language, actor=actor, now=now)
    point = queries.points_near(PLACES[0].postcode)[0]
    services.open_case(point.provider_id, "papers", QUESTION, locale="de", today=today)
    _answer_the_phone(today, actor, now)
    return count


def _answer_the_phone(today: date, actor: Actor, now: datetime) -> None:
    for topic, question, answer, alert in ANSWERS:
        services.add_answer(topic, question, answer, alert=alert, actor=actor, now=now)
    for contact in help_at_work(today):
        services.add_work_contact(contact)
    for department in DEPARTMENTS:
        services.add_department(*department)
    for call in CALLS:
        services.log_call(call, actor=actor, today=today, now=now)
