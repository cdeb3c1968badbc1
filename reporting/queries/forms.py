"""Form editions as FormSpec: read once per process, as an edition never changes after it was loaded."""

from functools import lru_cache

from reporting.formspec.loader import spec_from_json
from reporting.formspec.spec import FormSpec
from reporting.models import FormEdition


@lru_cache(maxsize=64)
def _spec(edition_id: int, digest: str) -> FormSpec:
    return spec_from_json(FormEdition.objects.values_list("definition", flat=True).get(pk=edition_id))


def spec_of(edition: FormEdition) -> FormSpec:
    """The definition of an edition."""
    return _spec(edition.pk, edition.digest)


def newest_editions() -> list[FormEdition]:
    """The newest edition of every form, in the order of the notice's attachments."""
    return list(FormEdition.objects.order_by("code", "-number").distinct("code"))


def editions_before(edition: FormEdition) -> list[FormEdition]:
    """The editions of the same form that came before, the oldest first."""
    return list(FormEdition.objects.filter(code=edition.code, number__lt=edition.number).order_by("number"))
