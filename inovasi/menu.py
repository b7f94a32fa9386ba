"""The main menu: which entries a person sees, by role. The pages themselves check permission again."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    active: bool


# label, URL name, who sees it (None: anybody signed in)
ENTRIES = (
    ("Pekerjaan saya", "home", None),
    ("Usulan", "proposals:list", None),
    ("Penilaian", "reviews:queue", ("is_reviewer",)),
    ("Kelola penilaian", "reviews:ranking", ("is_coordinator",)),
    ("Penetapan", "reviews:meetings", ("is_leader",)),
    ("Kompetisi", "competitions:kipp_current", ("is_coordinator", "is_leader", "agency_id")),
    ("Dasbor", "dashboard:overview", ("is_leader", "is_coordinator")),
    ("Laporan", "dashboard:reports", ("is_leader", "is_coordinator")),
    ("Instansi", "agencies:list", ("is_coordinator", "is_leader")),
    ("Periode", "proposals:periods", ("is_coordinator",)),
    ("Pengguna", "agencies:people", ("is_coordinator",)),
)
PUBLIC_ENTRIES = (
    ("Beranda", "home"),
    ("Katalog inovasi", "proposals:catalogue"),
    ("Panduan", "help"),
)


def menu_for(request: HttpRequest) -> list[Entry]:
    """The entries for this request's person, the current page marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        chosen = [(label, name) for label, name in PUBLIC_ENTRIES]
    else:
        chosen = [
            (label, name)
            for label, name, flags in ENTRIES
            if flags is None or any(getattr(user, flag) for flag in flags)
        ]
    return [_entry(label, reverse(name), request.path) for label, name in chosen]


def _entry(label: str, url: str, path: str) -> Entry:
    return Entry(label, url, path == url if url == "/" else path.startswith(url))
