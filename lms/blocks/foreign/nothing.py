"""A library of template tags without any: what packages load of Open edX and do not use."""

from django.template import Library

register = Library()
