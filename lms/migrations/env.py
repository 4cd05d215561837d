"""Alembic's environment: runs inside `lms.kernel.migrate`, on the connection it hands over."""

from alembic import context

from lms.kernel import db

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=db.Base.metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
    include_object=context.config.attributes.get("include_object"),
    user_module_prefix="db.",
)
with context.begin_transaction():
    context.run_migrations()
