"""The pure rules of exchange formats: text in, values and problems out."""
