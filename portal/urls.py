"""Addresses. The only upward reference of portal besides settings: dotted strings."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.pages")),
    path("", include("pairing.urls")),
    path("", include("reporting.urls")),
]
