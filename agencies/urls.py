"""Addresses of agencies, people and the inbox."""

from django.urls import path

from agencies.directory import views_schools
from agencies.directory.views import agency_contact, agency_detail, agency_edit, agency_list
from agencies.inbox.views import inbox, mark_read, open_notification
from agencies.inviting import views as inviting_views
from agencies.officials import views as official_views
from agencies.people import views as people_views
from agencies.security.views import security_log
from agencies.signing import views as signing_views

app_name = "agencies"
urlpatterns = [
    path("instansi/", agency_list, name="list"),
    path("instansi/sekolah/daftar.xlsx", views_schools.schools_sheet, name="schools_sheet"),
    path("instansi/sekolah/unggah/", views_schools.schools_upload, name="schools_upload"),
    path("instansi/sekolah/unggah/<int:pk>/", views_schools.schools_check, name="schools_check"),
    path("instansi/sekolah/unggah/<int:pk>/perlu-diperbaiki.xlsx", views_schools.schools_marked, name="schools_marked"),
    path("instansi/<slug:code>/", agency_detail, name="detail"),
    path("instansi/<slug:code>/narahubung/", agency_contact, name="contact"),
    path("instansi/<slug:code>/ubah/", agency_edit, name="edit"),
    path("instansi/<slug:code>/undangan/", inviting_views.invitations, name="invitations"),
    path("instansi/<slug:code>/undangan/<int:pk>/cabut/", inviting_views.withdraw, name="invitation_withdraw"),
    path("undangan/<str:token>/", inviting_views.invitation, name="invitation"),
    path("pejabat/", official_views.officials, name="officials"),
    path("pejabat/baru/", official_views.official_new, name="official_new"),
    path("pejabat/<int:pk>/", official_views.official, name="official"),
    path("pejabat/<int:pk>/ganti/", official_views.official_replace, name="official_replace"),
    path("pejabat/<int:pk>/perbaiki/", official_views.official_correct, name="official_correct"),
    path("pejabat/<int:pk>/akhiri/", official_views.official_end, name="official_end"),
    path("pejabat/<int:pk>/batalkan/", official_views.official_call_back, name="official_call_back"),
    path("tanda-tangan/", signing_views.signatures, name="signatures"),
    path("tanda-tangan/nik/<int:pk>/", signing_views.signer_nik, name="signer_nik"),
    path("tanda-tangan/<int:pk>/", signing_views.signature, name="signature"),
    path("tanda-tangan/<int:pk>/naskah/", signing_views.signature_file, name="signature_file"),
    path("tanda-tangan/<int:pk>/minta/", signing_views.signature_ask, name="signature_ask"),
    path("tanda-tangan/<int:pk>/tandatangani/", signing_views.signature_sign, name="signature_sign"),
    path("tanda-tangan/<int:pk>/pindaian/", signing_views.signature_scan, name="signature_scan"),
    path("tanda-tangan/<int:pk>/buka-kembali/", signing_views.signature_reopen, name="signature_reopen"),
    path("pengguna/", people_views.people, name="people"),
    path("pengguna/baru/", people_views.person_new, name="person_new"),
    path("pengguna/<int:pk>/", people_views.person_edit, name="person_edit"),
    path("pengguna/<int:pk>/langkah-kedua/", people_views.second_factor_reset, name="second_factor_reset"),
    path("kotak-masuk/", inbox, name="inbox"),
    path("kotak-masuk/<int:pk>/", open_notification, name="open_notification"),
    path("kotak-masuk/sudah-dibaca/", mark_read, name="mark_read"),
    path("catatan-keamanan/", security_log, name="security_log"),
    path("akun/profil/", people_views.profile, name="profile"),
    path("akun/sesi/", people_views.own_sessions, name="sessions"),
    path("akun/sesi/keluar/", people_views.end_session, name="end_session"),
]
