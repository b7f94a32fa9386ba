"""The main menu: whatever page of a section is open, its entry is marked, and never two at once."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from agencies.core.models import User
from inovasi.menu import menu_for

COORDINATOR, LEADER, REVIEWER = {"is_coordinator": True}, {"is_leader": True}, {"is_reviewer": True}
OPERATOR = {"agency_id": 1}


def marked(path: str, roles: dict[str, object] | None) -> list[str]:
    request = RequestFactory().get(path)
    request.user = AnonymousUser() if roles is None else User(**roles)
    return [entry.label for entry in menu_for(request) if entry.active]


@pytest.mark.parametrize(
    ("roles", "path", "entry"),
    [
        (OPERATOR, "/", "Pekerjaan saya"),
        (OPERATOR, "/usulan/7/ubah/profil/", "Usulan"),
        (OPERATOR, "/kompetisi/iga/2026/", "Kompetisi"),
        (OPERATOR, "/panduan/operator/", "Panduan"),
        (LEADER, "/panduan/", "Panduan"),
        (LEADER, "/kompetisi/kipp/2025/", "Kompetisi"),
        (LEADER, "/penilaian/penetapan/3/", "Penetapan"),
        (LEADER, "/dasbor/instansi/dinkes/", "Dasbor"),
        (COORDINATOR, "/penilaian/peringkat/", "Kelola penilaian"),
        (COORDINATOR, "/penilaian/penugasan/otomatis/4/", "Kelola penilaian"),
        (COORDINATOR, "/penilaian/rubrik/2/", "Kelola penilaian"),
        (COORDINATOR, "/penilaian/penetapan/3/", "Kelola penilaian"),
        (COORDINATOR, "/dasbor/pengingat/rencana/", "Dasbor"),
        (COORDINATOR, "/laporan/bahan-rapat/", "Laporan"),
        (COORDINATOR, "/instansi/dinkes/ubah/", "Instansi"),
        (COORDINATOR, "/periode/2026/perpanjangan/", "Periode"),
        (COORDINATOR, "/pengguna/baru/", "Pengguna"),
        (REVIEWER, "/penilaian/", "Penilaian"),
        (REVIEWER, "/penilaian/12/mengundurkan-diri/", "Penilaian"),
        (REVIEWER, "/penilaian/pembahasan/5/", "Penilaian"),
        (REVIEWER | COORDINATOR, "/penilaian/12/", "Penilaian"),
        (REVIEWER | COORDINATOR, "/penilaian/keadilan/", "Kelola penilaian"),
        (LEADER | COORDINATOR, "/penilaian/penetapan/3/", "Kelola penilaian"),
        (None, "/", "Beranda"),
        (None, "/katalog/3/", "Katalog inovasi"),
        (None, "/panduan/operator/", "Panduan"),
    ],
)
def test_the_section_of_a_page_is_marked(roles, path, entry):
    assert marked(path, roles) == [entry]


@pytest.mark.parametrize("path", ["/akun/profil/", "/kotak-masuk/"])
def test_a_page_of_no_section_marks_nothing(path):
    assert marked(path, OPERATOR | COORDINATOR | LEADER | REVIEWER) == []
