"""An authority hears by e-mail that a case waits for it, where its address is known: the code and the place.

Nothing else leaves (`protection.md` P48, P66): what is asked, and of when it tells, is read after a login.
"""

from typing import Any, Final

from gateway.house import House
from store.cases import Case
from workers.notices_mail import write

TEXT: Final = "Lasomi : une affaire vous est confiée, {code}, {place}. À lire dans la console, page Affaires."
PROMISE: Final = "engagement"


def tell(house: House, conn: Any, case: Case) -> bool:
    """Whether a mail was written; without an address the case is shown at the next login."""
    address = house.settings.office_mail.get(str(case.office), "")
    text = TEXT.format(code=case.code or case.indicator or PROMISE, place=case.place)
    return not house.exercise and write(house, conn, f"case:{case.id}", str(case.office), address, text)
