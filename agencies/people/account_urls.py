"""Addresses of signing in and of the own account; the views are django-allauth's."""

from allauth.account import views
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from agencies.people import identity_views

urlpatterns = [
    path("masuk/", views.login, name="account_login"),
    path("keluar/", views.logout, name="account_logout"),
    path(
        "akun/",
        include(
            [
                path("tidak-aktif/", views.account_inactive, name="account_inactive"),
                path("daftar/", views.signup, name="account_signup"),
                path("masuk-ulang/", views.reauthenticate, name="account_reauthenticate"),
                # One address per person, changed with the rest of the profile; here django-allauth would add others.
                path("surel/", RedirectView.as_view(pattern_name="agencies:profile"), name="account_email"),
                path("surel/terkirim/", views.email_verification_sent, name="account_email_verification_sent"),
                re_path(r"^surel/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
                path("sandi/", views.password_change, name="account_change_password"),
                path("sandi/baru/", views.password_set, name="account_set_password"),
                path("sandi/lupa/", views.password_reset, name="account_reset_password"),
                path("sandi/lupa/terkirim/", views.password_reset_done, name="account_reset_password_done"),
                re_path(
                    r"^sandi/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
                    views.password_reset_from_key,
                    name="account_reset_password_from_key",
                ),
                path(
                    "sandi/lupa/selesai/",
                    views.password_reset_from_key_done,
                    name="account_reset_password_from_key_done",
                ),
                path("keamanan/", include("allauth.mfa.urls")),
                path("sosial/", include("allauth.socialaccount.urls")),
                path("oidc/<slug:provider_id>/login/", identity_views.login, name="openid_connect_login"),
                path(
                    "oidc/<slug:provider_id>/login/callback/",
                    identity_views.callback,
                    name="openid_connect_callback",
                ),
            ]
        ),
    ),
]
