"""Advice in the demonstration: places, people who dropped in this morning, a question without a name, open places shown."""

from datetime import date, datetime

from lms.advice import queries, services
from lms.advice.domain.points import Point
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


def advise(centre_id: str, *, today: date, actor: Actor, now: datetime) -> int:
    """Places, visitors, a question; everybody finds the open classes of the centre. Returns how many places there are."""
    services.show_centre(centre_id, PLACES[0].postcode, True)
    services.tell_change(centre_id, *HEARD, actor=actor, today=today)
    count = services.replace_points(PLACES, actor=actor, now=now)
    for topic, language in DROPPED_IN:
        services.log_drop_in(topic, language=language, actor=actor, now=now)
    point = queries.points_near(PLACES[0].postcode)[0]
    services.open_case(point.provider_id, "papers", QUESTION, locale="de", today=today)
    return count
