"""The pure rules of childcare: values in, values out."""
