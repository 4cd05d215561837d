"""Tools that set the project up; no part of the product."""
