"""Addresses of the province's pages: board, totals, issue, history."""

urlpatterns = []
