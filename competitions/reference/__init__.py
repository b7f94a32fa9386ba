"""The files of reference data of both programmes, and loading them."""
