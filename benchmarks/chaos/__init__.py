"""The fault harness: real programs, a made fault, and whether anything that was accepted is lost.

`python -m benchmarks.chaos ROW`; the rows are the modules of `benchmarks.chaos.rows`.
"""
