"""RapidSMS as its documentation sets it up: Django, an SQLite database, the HTTP backend, the message log."""
