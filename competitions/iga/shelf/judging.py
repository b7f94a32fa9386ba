"""Judges what is uploaded to the shelf: documents, pictures and videos, each by the limit of its type."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from competitions.iga.core.sizes import VIDEO, most_bytes
from competitions.rules.indicatorrules import IndicatorRules
from foundation.files.sizes import in_words
from proposals.filechecks.check import Verdict, photo_key
from proposals.filechecks.confined import judge
from proposals.filechecks.rules import KINDS, FileRefused
from proposals.filechecks.video import MP4, is_video, judge_video

UPLOADED: Final = ("pdf", "jpg", "png", VIDEO)
"""The types that are files."""
_PICTURES: Final = ("jpg", "png")


def types_of(rules: Iterable[IndicatorRules]) -> tuple[str, ...]:
    """The types of file that one of these indicators takes, in one order."""
    asked = {file_type for one in rules for file_type in one.file_types}
    return tuple(key for key in UPLOADED if key in asked)


def limits_in_words(types: Collection[str], rules: Sequence[IndicatorRules]) -> str:
    """The types with their limits, those of one limit together: "PDF, JPG, PNG paling besar 10 MB; MP4 …"."""
    by_size: dict[int, list[str]] = {}
    for key in types:
        by_size.setdefault(most_bytes(key, rules), []).append(MP4.label if key == VIDEO else KINDS[key].label)
    return "; ".join(f"{', '.join(labels)} paling besar {in_words(size)}" for size, labels in by_size.items())


def judged(upload: UploadedFile[bytes], types: Collection[str], rules: Sequence[IndicatorRules]) -> Verdict:
    """What may be stored of an upload of one of these types. Raises FileRefused with a sentence for whoever sent it."""
    file, name = upload, upload.name or "berkas"
    documents = [key for key in types if key != VIDEO]
    if is_video(file, name):
        if VIDEO in types:
            return judge_video(file, name, max_bytes=most_bytes(VIDEO, rules))
        raise FileRefused("Video tidak diterima di sini. Pilih dokumen atau gambar yang membuktikannya.")
    if not documents:
        raise FileRefused("Yang diterima di sini hanya video MP4. Pilih videonya, atau isi tautannya.")
    pictures = [key for key in documents if key in _PICTURES]
    meant = pictures if pictures and photo_key(file) else documents
    verdict = judge(file, name, allowed=documents, max_bytes=max(most_bytes(key, rules) for key in meant))
    most = most_bytes(verdict.extension, rules)
    if len(verdict.data) > most:
        raise FileRefused(f"Berkas ini lebih besar dari {in_words(most)}. Kecilkan, lalu unggah lagi.")
    return verdict
