"""What we keep, in SQL. The database is the truth; nothing that was accepted lives only elsewhere."""
