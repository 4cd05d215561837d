"""Documents tell the truth: their tables are what the code says now, and links lead somewhere."""

import re

import pytest

from lms.kernel import plugins
from tests.guards import product
from tools import reference

LINK = re.compile(r'(?:\]\(|src=")([^)"#:\s]+)(?=[)"#])')


@pytest.mark.parametrize("name", sorted(reference.TABLES))
def test_a_document_says_what_the_code_says(name: str, registry: plugins.Registry) -> None:
    """`python -m tools.reference` writes the tables anew."""
    registry.modules("jobs")
    assert (reference.DOCS / name).read_text(encoding="utf-8") == reference.renewed(name, registry)


def test_every_signal_and_every_hook_is_told_by_a_sentence(registry: plugins.Registry) -> None:
    tables = reference.announcements(registry), reference.hooks(registry), reference.settings(registry)
    rows = [line for table in tables for line in table.splitlines()[2:]]
    assert len(rows) > 40
    product.nothing(row for row in rows if len(row.strip("| ").split("|")[-1].split()) < 3)


def test_links_between_documents_lead_somewhere() -> None:
    files = [product.ROOT / "README.md", *sorted((product.ROOT / "docs").rglob("*.md"))]
    links = [(file, target) for file in files if file.exists() for target in LINK.findall(file.read_text("utf-8"))]
    assert links
    product.nothing((file.name, target) for file, target in links if not (file.parent / target).exists())
