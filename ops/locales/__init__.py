"""The sentences of a language: how far they are, out to a linguist as a table, and back."""
