"""A QR code as readers look for it: three eyes in its corners, and a light frame (ISO/IEC 18004)."""

import re

import pytest

from gateway.console import qr

EYE = {(x, y) for x in range(7) for y in range(7) if {x, y} & {0, 6} or {x, y} <= {2, 3, 4}}
URI = "otpauth://totp/Lasomi:awa?secret=U7PFIIVA2L4WW3KOQOIVAWXJAUORKJIR&issuer=Lasomi"


@pytest.mark.parametrize("text", ["a", URI])
def test_a_code_has_its_three_eyes_and_its_quiet_zone(text: str) -> None:
    drawn = qr.drawn(text)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn.path)}
    assert drawn.path == "".join(f"M{x} {y}h1v1h-1z" for x, y in sorted(dark, key=lambda at: (at[1], at[0])))
    for left, top in ((4, 4), (drawn.size - 11, 4), (4, drawn.size - 11)):
        assert {(x, y) for x in range(7) for y in range(7) if (x + left, y + top) in dark} == EYE
    assert (min(map(min, dark)), max(map(max, dark))) == (4, drawn.size - 5)
