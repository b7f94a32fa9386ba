"""Whether two names in the register mean the same; pure."""

import re
from typing import Final

from foundation.text.keys import fold

_SHORT: Final = {
    "kab": "kabupaten", "pemkab": "kabupaten", "pemkot": "kota", "prov": "provinsi", "pemprov": "provinsi",
    "kec": "kecamatan", "kel": "kelurahan",
}  # fmt: skip
_LEFT_OUT: Final = frozenset({"pemerintah", "daerah"})
_BEFORE: Final = frozenset({"kabupaten", "kota", "provinsi"})


def name_key(name: str) -> str:
    """A key that different spellings of one name share: "Pemkab. Bangka Tengah" and "KABUPATEN BANGKA TENGAH".

    "Pemerintah" and "daerah" are left out only before the kind of a region; a city and a regency of one name differ.
    """
    words = [_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", fold(name))]
    kind = next((place for place, word in enumerate(words) if word in _BEFORE), None)
    if kind is not None and set(words[:kind]) <= _LEFT_OUT:
        words = words[kind:]
    return " ".join(words)
