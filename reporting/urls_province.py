"""Addresses of the province's pages: board, totals, issue, history."""

from django.urls import path

from reporting.views import board, totals

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/remind/", board.remind_units, name="board_remind"),
    path("totals/", totals.current, name="totals_current"),
    path("totals/<slug:form>/<slug:period>/", totals.totals, name="totals"),
    path("totals/<slug:form>/<slug:period>/rows/", totals.drill, name="totals_drill"),
]
