"""One kind of fault a file. A file holds `ROW`, or several as `ROWS`; it is found by being here."""
