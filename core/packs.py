"""Which file of which country: what a pack does not have of its own it may share with another (`shares`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import Fault, Misconfigured


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of `countries/`. `shares`: by the code of another country, the files that are its and ours."""

    folder: Path
    shares: Mapping[str, tuple[str, ...]]

    def file(self, name: str) -> Path:
        """The file of that name, `words/fr.yaml`: of the country that lends it, else our own.

        It may not be there. Misconfigured when it is lent and there as well: which one would count?
        """
        lender = next((code for code, names in self.shares.items() if name in names), None)
        if lender is None:
            return self.folder / name
        if (self.folder / name).exists():
            remedy = f"{name} is shared with {lender} and stands here too: keep one"
            raise Misconfigured(Fault("country.yaml", "shares", remedy))
        return self.folder.parent / lender / name
