"""What the answers of a rating measure in Mali."""

from typing import Final

from core.country import load_country
from core.measures import measures

MEASURES: Final = measures(load_country("ml").indicators)
