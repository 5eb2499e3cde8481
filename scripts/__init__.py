"""Scripts behind `make docs`, `make screenshots` and `make wheel`."""
