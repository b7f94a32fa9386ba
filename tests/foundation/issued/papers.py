"""A paper to issue in tests, and the files that the storage holds."""

from pathlib import Path

from django.conf import settings

from foundation.issued.models import Subject
from foundation.issued.services import PaperHead


def head(key: str = "1", *, kind: str = "undangan", series: str = "UND-2026") -> PaperHead:
    return PaperHead(
        kind=kind,
        kind_name="Undangan",
        subject=Subject("uji.rapat", key),
        title=f"Undangan rapat {key}",
        series=series,
        filename="{serial}.pdf",
        about="Rapat penetapan",
    )


def stored_files() -> set[str]:
    top = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}
