"""The root of all addresses: paths are interface (Indonesian), names are code (English)."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from dashboard.front.views import home
from foundation.issued import views as issued_views
from foundation.printing.views import progress
from inovasi import views
from inovasi.health import answering
from inovasi.styleguide.views import style_guide
from proposals.catalogue.sitemaps import SITEMAPS

# Asked by django-allauth for requests that come too often.
handler429 = "inovasi.views.too_many"
handler500 = "inovasi.views.server_error"

urlpatterns = [
    path("", include("agencies.urls")),
    path("", include("agencies.people.account_urls")),
    path("", include("proposals.urls")),
    path("", include("reviews.urls")),
    path("", include("competitions.urls")),
    path("", include("dashboard.urls")),
    path("", home, name="home"),
    path("panduan/", views.help_page, name="help"),
    path("panduan/<slug:key>/", views.help_topic, name="help_topic"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("berkas/<int:pk>/", progress, name="print_order"),
    path("verifikasi/", issued_views.verify_by_hand, name="verify_by_hand"),
    path("verifikasi/<slug:code>/", issued_views.verify, name="verify"),
    path("robots.txt", views.robots, name="robots"),
    path("sehat/", answering.health, name="health"),
    path("gaya/", style_guide, name="style_guide"),
    path("admin/", admin.site.urls),
]
