"""Lessons as XBlocks: text, listening, cloze and recorded speaking, for our own pages and for any other runtime."""
