"""Long is good; what everybody tries first is not; nothing else is asked of a password (ASVS 6.2)."""

import pytest

from store.passwords import fault


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("une vache dort au soleil", ""),
        ("🐄 mangue tabouret nuage", ""),
        ("ߊߞߘߌ ߡߋߒߕ ߙߍߦߎ ߓߐߜ", ""),
        ("kq8#Vz!t0pW2", ""),
        ("toto", "too_short"),
        ("elevenletter"[:11], "too_short"),
        ("aaaaaaaaaaaa", "too_common"),
        ("password1234", "too_common"),
        ("motdepasse1234", "too_common"),
        ("azertyuiop123", "too_common"),
        ("123456789012", "too_common"),
        ("lasomilasomi", "too_common"),
        ("fatoumata2026", "too_common"),
        ("cheval pile agrafe " * 20, "too_long"),
    ],
)
def test_what_is_taken(password: str, why: str) -> None:
    assert fault(password, "fatoumata") == why
