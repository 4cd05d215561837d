"""Lessons as XBlocks: a text with sound and picture, listening, cloze, recorded speaking. They stand on the blocks of placement."""
