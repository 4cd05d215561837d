"""A plug-in of somebody whom Onward does not know: notices on a board, small enough to copy."""
