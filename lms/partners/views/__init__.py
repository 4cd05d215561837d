"""Pages of partners."""

from lms.partners.views import access, agreements, co_teaching, own
from lms.partners.views.door import pages

__all__ = ["access", "agreements", "co_teaching", "own", "pages"]
