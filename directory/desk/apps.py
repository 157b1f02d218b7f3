"""Application configuration: apart from the directory's own, which has one of its own name."""

from django.contrib.admin.apps import AdminConfig


class StaffAdmin(AdminConfig):
    """Django's admin site, for staff with two factors."""

    default_site = "directory.desk.site.StaffSite"
