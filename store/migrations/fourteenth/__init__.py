"""What the fourteenth migration adds, a module for each room. Old workers run beside it: nothing that a
release knew is removed or renamed, and what is added to a table may be absent.
"""
