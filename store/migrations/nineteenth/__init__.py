"""What the nineteenth migration adds, a module for each room. Old workers run beside it: nothing is removed
or renamed, and what is added to a table may be absent.
"""
