"""Texts in the scripts of the region and of its phones, drawn by a seed; all of them valid Unicode."""

import random
from collections.abc import Mapping
from typing import Final

LETTERS: Final[Mapping[str, str]] = {
    "fr": "abcdefghijklmnopqrstuvwxyz àâçéèêëîïôùûüÿœæ'-,.!?0123456789",
    "bm": "abcdefghijklmnoprstuwyz ɛɔɲŋƐƆƝŊ ɛ̀ɔ́à",
    "taq": "abdefghijklmnqrstuwxyz ăəɣšžḍḷṣṭẓţ ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥ",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩؟،",
    "nko": "ߊߋߌߍߎߏߐߑߒߓߔߕߖߗߘߙߚߛߜߝߞߟߠߡߢߣߤߥߦߧ ߀߁߂߃߄߅߆߇߈߉߲߫߬߭߮߯߰߱߳",
    "emoji": "🔥🐄🚨👩🏽‍🌾👨‍👩‍👧‍👦🇲🇱❤️✅½€ 😀",
    "gsm": "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤ÄÖÑÜ§¿äöñüà^{}\\[~]|€\n\r\f",
    "hidden": "a\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u0301 b",
    "blank": "a\u2028\u2029\u00a0\u202f\u3000 b",
    "alike": "AАΑВEЕHНOОΟPРcсaаe\u0435i\u0456\uff11\uff12\u0661١1 Аnsоngо",
    "marks": "%+&=;#\"'<>\\/?*\t{}[]()|`~$\x01\x07\x08\x0b\x1b\x1f\x7f\x85",
}
"""Names of scripts and the signs they are drawn from. NUL is not among them: it is taken away at the door."""


def text(dice: random.Random, script: str, longest: int = 160) -> str:
    """So many signs of a script, at most; at least one that is no blank."""
    drawn = "".join(dice.choices(LETTERS[script], k=dice.randint(1, longest)))
    return drawn if drawn.strip() else drawn + LETTERS[script][0]
