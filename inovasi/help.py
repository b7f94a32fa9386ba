"""The help pages: which there are and for whom, and which of them explains the page somebody is on."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    title: str
    lead: str

    @property
    def template(self) -> str:
        return f"help/{self.key}.html"


TOPICS = (
    Topic("operator", "Untuk operator instansi dan sekolah", "Menulis usulan, melampirkan bukti, dan mengajukannya."),
    Topic("koordinator", "Untuk koordinator", "Membuka tahun, memeriksa, menugaskan penilai, dan menetapkan."),
    Topic("penilai", "Untuk penilai", "Menyelesaikan antrean penilaian."),
    Topic("pimpinan", "Untuk pimpinan", "Membaca dasbor dan mencetak laporan."),
    Topic("umum", "Untuk umum", "Mencari inovasi, meniru, memakai data, dan memeriksa keaslian naskah."),
    Topic("istilah", "Daftar istilah", "Arti layak, unggulan, KIPP, IGA, dan kata lain di portal ini."),
)
# Which section of which topic explains a page, by URL name; the part after # is the section's id in the template.
PAGES = {
    "proposals:new": "operator#mulai",
    "proposals:bring_new": "operator#mulai",
    "proposals:bring": "operator#mulai",
    "proposals:brought": "operator#mulai",
    "proposals:edit": "operator#langkah",
    "proposals:to_verify": "koordinator#memeriksa",
    "proposals:verify": "koordinator#memeriksa",
    "proposals:verify_clean": "koordinator#memeriksa",
    "proposals:checklist": "koordinator#memeriksa",
    "proposals:question_new": "koordinator#memeriksa",
    "proposals:question_edit": "koordinator#memeriksa",
    "proposals:picture": "koordinator#katalog",
    "proposals:catalogue": "umum#katalog",
    "proposals:innovation": "umum#meniru",
    "proposals:open_data": "umum#data-terbuka",
    "proposals:periods": "koordinator#tahun",
    "proposals:period_new": "koordinator#tahun",
    "proposals:period_edit": "koordinator#tahun",
    "agencies:list": "koordinator#orang",
    "agencies:signatures": "pimpinan#tanda-tangan",
    "agencies:signature": "pimpinan#tanda-tangan",
    "agencies:signature_ask": "pimpinan#tanda-tangan",
    "agencies:signature_sign": "pimpinan#tanda-tangan",
    "agencies:signature_scan": "pimpinan#tanda-tangan",
    "agencies:signature_reopen": "pimpinan#tanda-tangan",
    "agencies:signer_nik": "pimpinan#tanda-tangan",
    "agencies:people": "koordinator#orang",
    "agencies:officials": "koordinator#pejabat",
    "agencies:official": "koordinator#pejabat",
    "agencies:official_new": "koordinator#pejabat",
    "agencies:official_replace": "koordinator#pejabat",
    "agencies:official_correct": "koordinator#pejabat",
    "agencies:official_end": "koordinator#pejabat",
    "agencies:official_call_back": "koordinator#pejabat",
    "reviews:queue": "penilai#antrean",
    "reviews:wishes": "penilai#minat",
    "reviews:score": "penilai#nilai",
    "reviews:phrases": "penilai#nilai",
    "reviews:absences": "penilai#antrean",
    "reviews:my_slots": "penilai#kunjungan",
    "reviews:visit_minutes": "penilai#kunjungan",
    "reviews:recuse": "penilai#benturan",
    "reviews:pledge": "penilai#benturan",
    "dashboard:overview": "pimpinan#dasbor",
    "dashboard:coverage": "pimpinan#instansi",
    "dashboard:agency": "operator#instansi",
    "dashboard:iga_readiness": "pimpinan#kesiapan-iga",
    "dashboard:ready": "operator#kesiapan",
    "competitions:iga_index": "pimpinan#indeks-iga",
    "dashboard:chore": "koordinator#penilaian",
    "dashboard:delivery": "koordinator#pengiriman",
    "dashboard:nudges": "koordinator#mengingatkan",
    "dashboard:nudge": "koordinator#mengingatkan",
    "dashboard:nudge_plan": "koordinator#mengingatkan",
    "dashboard:nudge_work": "koordinator#mengingatkan",
    "dashboard:letters": "koordinator#mengingatkan",
    "verify": "umum#verifikasi",
    "verify_by_hand": "umum#verifikasi",
    "dashboard:reports": "pimpinan#laporan",
    "dashboard:pack": "pimpinan#laporan",
}
# Pages that have no line of their own, by app.
APPS = {"reviews": "koordinator#penilaian", "competitions": "koordinator#kompetisi", "dashboard": "pimpinan#dasbor"}
# Pages that everybody reads are explained by the reader's role.
ROLES = (
    ("is_coordinator", "koordinator#memeriksa"),
    ("is_leader", "pimpinan#dasbor"),
    ("is_reviewer", "penilai#antrean"),
    ("agency_id", "operator#setelah"),
)


def help_url(request: HttpRequest) -> str:
    """The address of the help that explains this page to this person; the list of topics when none does."""
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    found = PAGES.get(name) or APPS.get(name.partition(":")[0]) or _by_role(request)
    key, _, section = found.partition("#")
    return f"{reverse('help_topic', args=[key])}#{section}" if key else reverse("help")


def _by_role(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return next((place for flag, place in ROLES if getattr(user, flag, None)), "")
