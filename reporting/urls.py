"""Addresses of the forms. The province's pages and the calendar have lists of their own."""

from django.urls import include, path

from reporting.views import cells, filing, imports, papers, rows, scans, steps, tasks

urlpatterns = [
    path("filings/", papers.filings, name="filings"),
    path("filings/<int:pk>/", filing.filing, name="filing"),
    path("filings/<int:pk>/next/", filing.next_step, name="filing-next"),
    path("filings/<int:pk>/cells/", cells.save_cells, name="filing-cells"),
    path("filings/<int:pk>/save/", cells.save_form, name="filing-save"),
    path("filings/<int:pk>/cells/<int:row>/<slug:column>/", cells.cell, name="filing-cell"),
    path("filings/<int:pk>/cells/<int:row>/<slug:column>/na/", cells.not_applicable, name="filing-cell-na"),
    path("filings/<int:pk>/rows/", rows.take_in, name="filing-rows"),
    path("filings/<int:pk>/rows/<int:row>/", rows.row, name="filing-row"),
    path("filings/<int:pk>/rows/<int:row>/save/", cells.save_row, name="filing-row-save"),
    path("filings/<int:pk>/rows/<int:row>/cells/", cells.save_row_cells, name="filing-row-cells"),
    path("filings/<int:pk>/rows/<int:row>/task/<slug:name>/", tasks.step, name="filing-row-task"),
    path("filings/<int:pk>/tasks/", tasks.hand, name="filing-tasks"),
    path("filings/<int:pk>/tasks/remind/", tasks.remind, name="filing-tasks-remind"),
    path("filings/<int:pk>/rows/<int:row>/strike/", rows.strike, name="filing-row-strike"),
    path("filings/<int:pk>/phone/", rows.phone, name="filing-phone"),
    path("filings/<int:pk>/steps/<slug:name>/", steps.step, name="filing-step"),
    path("filings/<int:pk>/return/", steps.send_back, name="filing-return"),
    path("filings/<int:pk>/correct/", steps.correct, name="filing-correct"),
    path("filings/<int:pk>/explain/", steps.explain_check, name="filing-explain"),
    path("filings/<int:pk>/release/<int:explanation>/", steps.release_check, name="filing-release"),
    path("filings/<int:pk>/paper/", papers.paper, name="filing-paper"),
    path("filings/<int:pk>/workbook/", papers.workbook, name="filing-workbook"),
    path("filings/<int:pk>/template/", imports.template, name="filing-template"),
    path("filings/<int:pk>/import/", imports.import_form, name="filing-import"),
    path("filings/<int:pk>/pdf/", papers.pdf, name="filing-pdf"),
    path("filings/<int:pk>/scans/", scans.upload, name="filing-scans"),
    path("filings/<int:pk>/scans/<int:scan>/", scans.show, name="filing-scan"),
    path("versions/", papers.find_version, name="version-find"),
    path("versions/<slug:code>/pdf/", papers.version_pdf, name="version-pdf"),
    path("slips/", steps.slips, name="slips"),
    path("slips/<int:pk>/steps/<slug:name>/", steps.slip_step, name="slip-step"),
    path("slips/<int:pk>/items/<int:item>/", steps.unchanged, name="slip-item"),
    path("", include("reporting.urls_calendar")),
    path("", include("reporting.urls_province")),
]
