"""Pages of messages."""

from lms.kernel.web import Pages

pages = Pages("messages", __name__)
