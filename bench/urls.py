"""The portal's addresses and the floor's two: a page by a template loop, a POST that updates one row."""

from django.urls import include, path

from bench import floor

urlpatterns = [
    path("bench/page/", floor.page),
    path("bench/save/", floor.save),
    path("", include("portal.urls")),
]
