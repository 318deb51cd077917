"""How well messages are understood, in figures: measures, labelled files, questions, tables."""
