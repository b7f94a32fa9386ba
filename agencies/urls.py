"""Addresses of agencies, people and the inbox."""

from django.urls import path

from agencies import views

app_name = "agencies"
urlpatterns = [
    path("instansi/", views.agency_list, name="list"),
    path("instansi/<slug:code>/", views.agency_detail, name="detail"),
    path("instansi/<slug:code>/narahubung/", views.agency_contact, name="contact"),
    path("instansi/<slug:code>/ubah/", views.agency_edit, name="edit"),
    path("pengguna/", views.people, name="people"),
    path("pengguna/baru/", views.person_new, name="person_new"),
    path("pengguna/<int:pk>/", views.person_edit, name="person_edit"),
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/<int:pk>/", views.open_notification, name="open_notification"),
    path("kotak-masuk/sudah-dibaca/", views.mark_read, name="mark_read"),
    path("akun/profil/", views.profile, name="profile"),
]
