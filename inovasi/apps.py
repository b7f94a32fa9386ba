"""Django's entry to the technician's back room."""

from django.contrib.admin import apps as admin


class TechnicianConfig(admin.AdminConfig):
    # It is no configuration of `inovasi`, which has none.
    default = False
    default_site = "inovasi.technician.TechnicianSite"
