"""Addresses of the calendar and of extensions."""

urlpatterns = []
