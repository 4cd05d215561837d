"""Tables say whose they are, carry their package's name, and come from migrations that agree with them."""

from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import String, func, inspect, select, text

from lms.kernel import db, migrate, plugins
from tests import postgres
from tests.cast import gather
from tests.guards import product
from tests.houses import House


def mapped() -> list[Any]:
    """Every table of the product. Classes that tests declare are not its own."""
    found = [mapper.class_ for mapper in db.Base.registry.mappers if not mapper.class_.__module__.startswith("tests.")]
    return sorted(found, key=lambda one: str(one.__tablename__))


def prefix(module: str) -> str:
    """`lms.courses.models` owns `courses_`, `placement.models` owns `placement_`."""
    parts = module.split(".")
    return f"{parts[1] if parts[0] == 'lms' else parts[0]}_"


def test_every_table_says_whose_its_rows_are(registry: plugins.Registry) -> None:
    assert len(mapped()) > 40
    product.nothing([one.__tablename__ for one in mapped() if not isinstance(getattr(one, "__kind__", None), db.Kind)])


def test_every_table_and_every_index_carries_the_name_of_its_package(registry: plugins.Registry) -> None:
    product.nothing([one.__tablename__ for one in mapped() if not one.__tablename__.startswith(prefix(one.__module__))])


def test_every_key_is_a_text_so_that_a_copy_needs_no_counters(registry: plugins.Registry) -> None:
    counting = [
        table.name
        for table in db.Base.metadata.sorted_tables
        for column in table.primary_key.columns
        if table.autoincrement_column is column and not isinstance(column.type, String)
    ]
    product.nothing(counting)


def test_no_foreign_key_leads_from_one_plug_in_to_another(registry: plugins.Registry) -> None:
    package = {one.__tablename__: one.__module__.split(".")[0] for one in mapped()}
    crossing = [
        (table.name, key.column.table.name)
        for table in db.Base.metadata.sorted_tables
        for key in table.foreign_keys
        if package[key.column.table.name] not in {"lms", package[table.name]}
    ]
    product.nothing(crossing)


def test_every_package_with_tables_has_one_branch_with_one_head(registry: plugins.Registry) -> None:
    script = ScriptDirectory.from_config(migrate.config_for(registry))
    revisions = list(script.walk_revisions())
    followed = {before for one in revisions for before in _downs(one.down_revision)}
    heads: dict[str, list[str]] = {}
    for one in revisions:
        package = Path(one.path).parents[2].name
        heads.setdefault(package, [])
        if one.revision not in followed:
            heads[package].append(one.revision)
        assert package in one.branch_labels, f"{one.revision} is not on the branch {package}"
    assert {package: found for package, found in heads.items() if len(found) != 1} == {}
    assert set(heads) == {one.__module__.split(".")[0] for one in mapped()}


def _downs(down: object) -> tuple[str, ...]:
    return (down,) if isinstance(down, str) else tuple(down) if isinstance(down, tuple) else ()


def test_plug_ins_build_on_the_host_only(registry: plugins.Registry) -> None:
    script = ScriptDirectory.from_config(migrate.config_for(registry))
    owner = {one.revision: Path(one.path).parents[2].name for one in script.walk_revisions()}
    for one in script.walk_revisions():
        for wanted in _downs(one.dependencies):
            assert owner[wanted] in {"lms", owner[one.revision]}


def test_models_and_migrations_agree(database_url: str, registry: plugins.Registry) -> None:
    """The database of this test was made by the migrations, from empty."""
    engine = db.make_engine(database_url)
    assert migrate.differences(engine, registry) == []
    assert migrate.is_current(engine, registry)
    engine.dispose()


def test_an_upgrade_done_twice_changes_nothing(
    postgres_url: str, postgres_server: postgres.Server, registry: plugins.Registry
) -> None:
    owner = db.make_engine(postgres_server.owner_url(postgres_url.rpartition("?")[0].rpartition("/")[2]))
    before = sorted(inspect(owner).get_table_names())
    migrate.upgrade(owner, registry, app_role=postgres.APP)
    assert sorted(inspect(owner).get_table_names()) == before
    assert migrate.differences(owner, registry) == []
    owner.dispose()


def test_postgresql_guards_every_row_of_providers_and_persons(postgres_house: House) -> None:
    guarded = {*db.tables_of(db.Kind.PROVIDER), *db.tables_of(db.Kind.PERSON)}
    with postgres_house.crossing() as session:
        rows = session.execute(
            text(
                "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
                " where c.relrowsecurity and c.relforcerowsecurity and c.relnamespace = 'public'::regnamespace"
            )
        )
        found = {row.relname for row in rows}
    assert len(guarded) > 30
    assert guarded <= found


def test_the_application_may_not_change_what_is_only_added_to(postgres_house: House) -> None:
    with postgres_house.crossing() as session:
        for table in sorted(db.append_only_tables()):
            allowed = session.scalar(text("select has_table_privilege(:t, 'update, delete')"), {"t": table})
            assert not allowed, table


def test_without_a_scope_postgresql_shows_no_row_even_to_plain_sql(postgres_house: House) -> None:
    gather(postgres_house)
    guarded = [*db.tables_of(db.Kind.PROVIDER), *db.tables_of(db.Kind.PERSON)]

    def rows(session: object) -> dict[str, int]:
        tables = db.Base.metadata.tables
        return {name: session.scalar(select(func.count()).select_from(tables[name])) for name in guarded}  # type: ignore[attr-defined]

    with postgres_house.crossing() as session:
        filled = {name for name, count in rows(session).items() if count}
    assert {"learners_person", "learners_learner", "courses_session"} <= filled
    with db.transaction(postgres_house.engine) as session:
        # Entries without a provider are the operator's: sign-ins before a role, copies made.
        assert {name: count for name, count in rows(session).items() if count and name != "accounts_audit_entry"} == {}
