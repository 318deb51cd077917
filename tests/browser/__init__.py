"""The console in a real browser, before a whole house: gateway over HTTP, worker, database, a day of SMS."""
