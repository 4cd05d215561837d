"""The rules of placement: values in, values out, no clock, no storage."""
