"""The main menu: which entries a person sees, by role. The pages themselves check permission again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: str
    url: str
    active: bool


# label, URL name, where its section's addresses begin (a pattern), who sees it (None: anybody signed in)
ENTRIES = (
    ("Pekerjaan saya", "home", "/$", None),
    ("Usulan", "proposals:list", "/usulan/(?!verifikasi/)", None),
    ("Verifikasi", "proposals:to_verify", "/usulan/verifikasi/", ("is_coordinator",)),
    ("Penilaian", "reviews:queue", r"/penilaian/($|\d|pakta/|pembahasan/|keahlian/)", ("is_reviewer",)),
    ("Kelola penilaian", "reviews:ranking", r"/penilaian/(?!$|\d|pakta/)", ("is_coordinator",)),
    ("Penetapan", "reviews:meetings", "/penilaian/(penetapan|pembinaan)/", ("is_leader",)),
    ("Kompetisi", "competitions:kipp_current", "/kompetisi/", ("is_coordinator", "is_leader", "agency_id")),
    ("Panduan", "help", "/panduan/", None),
    ("Dasbor", "dashboard:overview", "/dasbor/", ("is_leader", "is_coordinator")),
    ("Laporan", "dashboard:reports", "/(laporan|tanda-tangan)/", ("is_leader", "is_coordinator")),
    ("Instansi", "agencies:list", "/(instansi|pejabat)/", ("is_coordinator", "is_leader")),
    ("Pengiriman", "dashboard:delivery", "/pengiriman/", ("is_coordinator",)),
    ("Periode", "proposals:periods", "/periode/", ("is_coordinator",)),
    ("Pengguna", "agencies:people", "/pengguna/", ("is_coordinator", "is_superuser")),
    ("Keamanan", "agencies:security_log", "/catatan-keamanan/", ("is_superuser", "is_staff")),
    ("Gaya", "style_guide", "/gaya/", ("is_superuser", "is_staff")),
)
# Entries about one year at a time: they keep the year of the page they are opened from.
YEARLY = {
    "proposals:list", "reviews:ranking", "competitions:kipp_current", "dashboard:overview", "dashboard:reports",
}  # fmt: skip
PUBLIC_ENTRIES = (
    ("Beranda", "home", "/$"),
    ("Katalog inovasi", "proposals:catalogue", "/katalog/"),
    ("Panduan", "help", "/panduan/"),
)


def menu_for(request: HttpRequest) -> list[MenuEntry]:
    """The entries for this request's person; the first whose section holds the present page is marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return _marked(PUBLIC_ENTRIES, request.path, "")
    chosen = [
        (label, name, section)
        for label, name, section, flags in ENTRIES
        if flags is None or any(getattr(user, flag) for flag in flags)
    ]
    return _marked(chosen, request.path, asked_year(request))


def asked_year(request: HttpRequest) -> str:
    """The year the page is about, from `?tahun=` or the path of a competition; empty when it names none."""
    match = request.resolver_match
    in_path = match.kwargs.get("year", "") if match and match.app_name == "competitions" else ""
    year = request.GET.get("tahun") or str(in_path)
    return year if re.fullmatch(r"[0-9]{4}", year) else ""


def _marked(chosen: Iterable[tuple[str, str, str]], path: str, year: str) -> list[MenuEntry]:
    found = list(chosen)
    here = next((label for label, _, section in found if re.match(section, path)), None)
    return [MenuEntry(label, _address(name, year), label == here) for label, name, _ in found]


@cache
def _address(name: str, year: str) -> str:
    return f"{reverse(name)}?tahun={year}" if year and name in YEARLY else reverse(name)
