"""The pure rules of programmes: values in, values out."""
