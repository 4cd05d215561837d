"""Partners of a provider: people of theirs who see one module and its attendance, and agreements with duties and dates."""
