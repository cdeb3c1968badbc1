"""What a Django programmer writes first: the same cells by a template loop, and a POST that updates one row."""

import json

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from reporting.models import Cell, Filing


def page(request: HttpRequest) -> HttpResponse:
    """The 200 × 9 form: rows with their cells as objects, a loop in the template, nothing else."""
    filing = Filing.objects.get(form="bench_grid")
    rows = []
    for seq, row in enumerate(filing.rows.prefetch_related("cells"), start=1):
        cells = [a_cell(row.pk, cell.column, cell.version, f"{cell.value:.0f}") for cell in row.cells.all()]
        rows.append({"seq": seq, "id": row.pk, "label": row.label, "cells": cells})
    return render(request, "bench/page.html", {"rows": rows})


def a_cell(row: int, column: str, version: int, text: str) -> dict:
    """What the template needs of a cell, put together once, so that its loop looks up little."""
    return {"place": f"{row}-{column}", "named_by": f"h-{column} r-{row}", "version": version, "text": text}


@transaction.atomic
def save(request: HttpRequest) -> JsonResponse:
    """Parse, update one row by its key, answer."""
    asked = json.loads(request.body)
    done = Cell.objects.filter(row=asked["row"], column=asked["column"]).update(value=int(asked["text"]))
    return JsonResponse({"saved": done})
