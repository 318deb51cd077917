"""The basic table of GSM 03.38 (3GPP TS 23.038 §6.2.1), in the order of its codes, and its extension."""

from typing import Final

ESCAPE: Final = "\x1b"
TABLE: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}


def from_gsm7(raw: bytes) -> str:
    """The text of unpacked septets, one in each byte. An unknown extension shows its basic letter, an escape
    at the end a space, as the standard asks. ValueError for a byte above 0x7F.
    """
    if raw and max(raw) > 0x7F:
        raise ValueError("no septet")
    text, escaped = "", False
    for code in raw:
        if escaped:
            text, escaped = text + EXTENSION.get(code, TABLE[code]), False
        elif TABLE[code] == ESCAPE:
            escaped = True
        else:
            text += TABLE[code]
    return text + " " if escaped else text
