"""The pages of blocks."""

from lms.kernel.web import Pages

pages = Pages("blocks", "lms.blocks.views")
