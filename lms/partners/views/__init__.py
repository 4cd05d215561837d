"""Pages of partners."""

from lms.partners.views import access, agreements, own
from lms.partners.views.door import pages

__all__ = ["access", "agreements", "own", "pages"]
