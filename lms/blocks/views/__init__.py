"""Pages of blocks: the socket itself, and the outlines that teachers write and learners work through."""

from lms.blocks.views import outline, rating, socket
from lms.blocks.views.door import pages

__all__ = ["outline", "pages", "rating", "socket"]
