"""What a person had typed when the session ran out, carried through the sign-in page and back to its form.

The fields travel in the sign-in form itself, signed, for one account and one address of ours; after signing in the
person presses 继续保存. Only a form that passed the CSRF check is packed.
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

SALT = "portal.kept"
LONGEST = 8 * 3600  # seconds between the form's sending and the new sign-in
LEFT_OUT = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Kept:
    """A form to send again: its address and its fields, in order."""

    path: str
    fields: list[tuple[str, str]]


def pack(request: HttpRequest, account_id: int) -> str:
    """The fields of a form sent after the session ran out; "" where there is nothing that can be sent again."""
    plain = request.method == "POST" and not request.FILES and account_id != 0
    fields = [(name, value) for name, values in request.POST.lists() for value in values] if plain else []
    fields = [(name, value) for name, value in fields if name not in LEFT_OUT and "password" not in name]
    if not fields:
        return ""
    work = {"path": request.get_full_path(), "fields": fields, "for": account_id}
    return signing.dumps(work, salt=SALT, compress=True)


def unpack(text: str, account_id: int) -> Kept | None:
    """What was packed, for the same person; None where it is another's, too old or not ours."""
    if not text:
        return None
    try:
        found = signing.loads(text, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    if found["for"] != account_id:
        return None
    return Kept(found["path"], [(name, value) for name, value in found["fields"]])
