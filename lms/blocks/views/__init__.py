"""Pages of blocks: the socket itself, and the outlines that teachers write and learners work through."""

from lms.blocks.views import media, outline, rating, socket
from lms.blocks.views.door import pages

__all__ = ["media", "outline", "pages", "rating", "socket"]
