"""Lasomi beside what people would use in its place: `python -m benchmarks.bench`, or `make bench`."""
