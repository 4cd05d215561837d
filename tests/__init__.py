"""The tests of the whole product, in folders that mirror it."""
