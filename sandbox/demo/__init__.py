"""A closed quarter of ratings and a sample day: invented events, real places, numbers that are nobody's."""
