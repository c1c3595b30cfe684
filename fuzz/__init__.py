"""Random input for everything that reads what strangers write: `python -m fuzz all --runs 5000`.

Each target is a module with one function, ``one(data)``: any bytes in, AssertionError (or any error) out if something
that must always hold does not. What was found stays in ``seeds/`` and is tried by the test suite from then on.
"""
