"""Addresses. The only upward reference of portal besides settings: dotted strings."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.pages")),
    path("", include("pairing.urls")),
    path("", include("reporting.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
