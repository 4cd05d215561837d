"""What a bench builds is data as real people make it."""

from datetime import date

from sqlalchemy import text

from lms.cli import bench_house
from tests.houses import House


def test_everybody_is_enrolled_before_the_first_session_however_sections_are_shared_out(sqlite_house: House) -> None:
    built = bench_house.build(sqlite_house.engine, sections=5, size=2, teachers=2, sessions=7, today=date(2026, 11, 24))
    with sqlite_house.crossing() as session:
        before = session.scalar(
            text(
                "select count(*) from courses_session s join courses_enrolment e on e.section_id = s.section_id"
                " where s.day < e.from_date"
            )
        )
    assert len(built.sessions) == 5 * 7
    assert before == 0
