"""What the answers of a rating measure in Mali."""

from typing import Final

from core.measures import measures
from tests.mali import mali

MEASURES: Final = measures(mali().indicators)
