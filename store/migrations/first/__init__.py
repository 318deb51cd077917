"""The tables of the first migration, by subject as in `store.tables`; frozen, so they do not follow it.

Incidents stand before the alerts that point at them: `told` is created before `sent`.
"""
