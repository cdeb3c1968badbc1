"""Addresses of the forms. The province's pages and the calendar have lists of their own."""

from django.urls import include, path

from reporting.views import cells, filing, papers, rows, steps

urlpatterns = [
    path("filings/", papers.filings, name="filings"),
    path("filings/<int:pk>/", filing.filing, name="filing"),
    path("filings/<int:pk>/next/", filing.next_step, name="filing_next"),
    path("filings/<int:pk>/cells/", cells.save_cells, name="filing_cells"),
    path("filings/<int:pk>/save/", cells.save_form, name="filing_save"),
    path("filings/<int:pk>/cells/<int:row>/<slug:column>/", cells.cell, name="filing_cell"),
    path("filings/<int:pk>/cells/<int:row>/<slug:column>/na/", cells.not_applicable, name="filing_cell_na"),
    path("filings/<int:pk>/rows/", rows.take_in, name="filing_rows"),
    path("filings/<int:pk>/rows/<int:row>/", rows.row, name="filing_row"),
    path("filings/<int:pk>/rows/<int:row>/strike/", rows.strike, name="filing_row_strike"),
    path("filings/<int:pk>/phone/", rows.phone, name="filing_phone"),
    path("filings/<int:pk>/steps/<slug:name>/", steps.step, name="filing_step"),
    path("filings/<int:pk>/return/", steps.send_back, name="filing_return"),
    path("filings/<int:pk>/correct/", steps.correct, name="filing_correct"),
    path("filings/<int:pk>/explain/", steps.explain_check, name="filing_explain"),
    path("filings/<int:pk>/release/<int:explanation>/", steps.release_check, name="filing_release"),
    path("filings/<int:pk>/paper/", papers.paper, name="filing_paper"),
    path("filings/<int:pk>/workbook/", papers.workbook, name="filing_workbook"),
    path("slips/", steps.slips, name="slips"),
    path("slips/<int:pk>/steps/<slug:name>/", steps.slip_step, name="slip_step"),
    path("slips/<int:pk>/items/<int:item>/", steps.unchanged, name="slip_item"),
    path("", include("reporting.urls_calendar")),
    path("", include("reporting.urls_province")),
]
