"""Paper: a typst template filled with data becomes a tagged PDF (PDF/UA-1), right to left where the reader's language is.

    content = documents.pdf(Path(__file__).parent / "certificate.typ", {"name": name}, title=_("Certificate"), locale="ar")

The template reads `data.name`: what people typed is a value in it and never becomes source. `house.typ` stands before
every template; docs/documents.md says what it offers. The same call gives the same bytes, whenever and wherever.
"""

from lms.documents.letters import printable
from lms.documents.render import pdf

__all__ = ["pdf", "printable"]
