"""Pages of partners."""

from lms.partners.views import access, own
from lms.partners.views.door import pages

__all__ = ["access", "own", "pages"]
