"""The JSON side of the doors: resources with a lock, problem details for every error, OpenAPI made from the code."""

from lms.kernel.rest.doors import ROOT, Query, Resources, Value, is_api
from lms.kernel.rest.mount import explained, mount

__all__ = ["ROOT", "Query", "Resources", "Value", "explained", "is_api", "mount"]
