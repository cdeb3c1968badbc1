"""Addresses of the calendar and of extensions."""

from django.urls import path

from reporting.views import backfill, calendar

urlpatterns = [
    path("calendar/", calendar.show, name="calendar"),
    path("calendar/<slug:code>/", calendar.change, name="calendar-change"),
    path("calendar/<slug:code>/extension/", calendar.ask, name="extension-ask"),
    path("calendar/<slug:code>/backfill/", backfill.backfill, name="calendar-backfill"),
    path("extensions/<int:pk>/<slug:name>/", calendar.decide, name="extension-step"),
]
