"""What the seventeenth migration changes. Old workers run beside it: of what it takes away, the table of
frameworks, none of them ever wrote or read a row. They are files of the country now.
"""
