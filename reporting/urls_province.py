"""Addresses of the province's pages: board, totals, issue, history."""

from django.urls import path

from reporting.views import board, books, issue, rehearsal, totals

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/remind/", board.remind_units, name="board-remind"),
    path("totals/", totals.current, name="totals-current"),
    path("totals/<slug:form>/<slug:period>/", totals.totals, name="totals"),
    path("totals/<slug:form>/<slug:period>/rows/", totals.drill, name="totals-drill"),
    path("totals/<slug:form>/<slug:period>/book/", books.book, name="totals-book"),
    path("totals/<slug:form>/<slug:period>/zip/", books.folder, name="totals-zip"),
    path("issue/", issue.issues, name="issues"),
    path("issue/<slug:form>/<slug:period>/", issue.issue, name="issue"),
    path("issue/<slug:form>/<slug:period>/make/", issue.make, name="issue-make"),
    path("rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("rehearsal/<slug:form>/", rehearsal.definition, name="rehearsal-definition"),
    path("history/", issue.history, name="history"),
]
