"""Personal numbers at rest: ciphertext and keyed digest. How they are written, checked, masked and found in text.

A value is kept twice: as ciphertext (AES-SIV, key id in front, kind of value as associated data), which a person with
the right and a reason may read, and as a keyed digest, which serves equality, uniqueness and joins. The two keys are
apart, so that rotating the cipher key never touches matching. An empty string stays empty in both.
"""

import hashlib
import hmac
import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import models
from django.db.models.lookups import IsNull
from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from portal import keys
from portal.keys import Keyring, MissingKey

KINDS = ("phone", "id", "bank", "file")
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")


class Personal(str):
    """A decrypted number: a plain string to a page, but its repr (logs, tracebacks) shows nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Unreadable(Exception):
    """A stored value cannot be decrypted: its key is missing, or it was changed outside the portal."""


def ring() -> Keyring:
    """The keys of this installation; in production they must be there already."""
    return keys.keyring(settings.KEYS_DIR, not settings.PRODUCTION)


def normalise(kind: str, value: str) -> str:
    """One spelling of a number: half-width, no blanks or dashes, X upper case, no +86."""
    text = re.sub(r"[\s\-—·]", "", unicodedata.normalize("NFKC", value)).upper()
    return text.removeprefix("+86") if kind == "phone" else text


def digest(kind: str, value: str) -> str:
    """The keyed digest of a value (64 hexadecimal digits) for equality and joins; "" for ""."""
    _known(kind)
    text = normalise(kind, value)
    return hmac.new(ring().index, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest() if text else ""


def encrypt(kind: str, value: str) -> str:
    """``<key id>:<base64>`` under the newest key; "" for ""."""
    return seal(kind, value.encode())


def seal(kind: str, content: bytes) -> str:
    """The same for bytes: an uploaded file lies encrypted as a whole."""
    _known(kind)
    if not content:
        return ""
    present = ring()
    sealed = AESSIV(present.ciphers[present.newest]).encrypt(content, [kind.encode()])
    return f"{present.newest}:{urlsafe_b64encode(sealed).decode()}"


def decrypt(kind: str, stored: str) -> Personal:
    """The value behind a ciphertext; raises Unreadable, never returning a guess."""
    return Personal(unseal(kind, stored).decode())


def unseal(kind: str, stored: str) -> bytes:
    """The bytes behind a ciphertext; raises Unreadable."""
    _known(kind)
    if not stored:
        return b""
    number, _, text = stored.partition(":")
    try:
        return AESSIV(_cipher(int(number))).decrypt(urlsafe_b64decode(text), [kind.encode()])
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"密文无法解读 / ciphertext not readable (kind {kind})") from error


def _cipher(number: int) -> bytes:
    if number not in ring().ciphers:
        keys.reread()  # another process may have rotated
    if number not in ring().ciphers:
        raise MissingKey(f"缺少加密密钥 / no cipher key: cipher-{number}.key")
    return ring().ciphers[number]


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")


class EncryptedField(models.TextField):
    """A text kept as ciphertext. Reads as the plain text; cannot be searched: keep a DigestField beside it for that."""

    def __init__(self, *args, kind: str, **kwargs):
        _known(kind)
        self.kind = kind
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """What a migration writes."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"kind": self.kind}

    def from_db_value(self, value, expression, connection):
        """Decrypt what was read."""
        return None if value is None else decrypt(self.kind, value)

    def get_prep_value(self, value):
        """Encrypt what is written."""
        value = super().get_prep_value(value)
        return None if value is None else encrypt(self.kind, value)

    def get_lookup(self, lookup_name):
        """Only isnull: any comparison would silently miss values under an older key."""
        return IsNull if lookup_name == "isnull" else None


class SealedField(EncryptedField):
    """A whole file kept as ciphertext; reads and takes bytes."""

    def from_db_value(self, value, expression, connection):
        """Decrypt what was read."""
        return None if value is None else unseal(self.kind, value)

    def get_prep_value(self, value):
        """Encrypt what is written."""
        return None if value is None else seal(self.kind, value)


class DigestField(models.CharField):
    """The keyed digest of the field ``source``, filled at every save; NULL where that is empty, so unique is usable."""

    def __init__(self, *args, source: str, kind: str, **kwargs):
        _known(kind)
        self.source, self.kind = source, kind
        super().__init__(*args, **{"max_length": 64, "null": True, "editable": False} | kwargs)

    def deconstruct(self):
        """What a migration writes."""
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            kwargs | {"source": self.source, "kind": self.kind, "null": self.null, "editable": False},
        )

    def pre_save(self, model_instance, add):
        """Compute the digest from the source's value."""
        found = digest(self.kind, getattr(model_instance, self.source) or "") or None
        setattr(model_instance, self.attname, found)
        return found


def mask_phone(value: str) -> str:
    """138****1234; of a shorter number only the last two digits stay."""
    text = normalise("phone", value)
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * (len(text) - 2) + text[-2:]


def mask_id(value: str) -> str:
    """First six and last four of an ID number; anything shorter than eleven signs is hidden whole."""
    text = normalise("id", value)
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}" if len(text) > 10 else "*" * len(text)


def mask_name(value: str) -> str:
    """张*三; of two signs the first stays."""
    text = value.strip()
    return f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}" if len(text) > 2 else text[:1] + "*" * (len(text) - 1)


def check_id(value: str) -> str:
    """What is wrong with an ID number, as a sentence that does not repeat it; "" when it is right."""
    try:
        ric.validate(normalise("id", value))
    except InvalidLength:
        return "身份证号应为 18 位,请核对。"
    except InvalidFormat:
        return "身份证号前 17 位应全是数字,请核对。"
    except InvalidChecksum:
        return "身份证号的校验码不对,可能有一位输错,请核对。"
    except ValidationError:
        return "身份证号里的地区代码或出生日期不存在,请核对。"
    return ""


def holds_personal(text: str) -> bool:
    """Whether a text contains what looks like an ID number or a mobile number."""
    return _PERSONAL.search(text) is not None


def mask_text(text: str) -> str:
    """The text with every such number masked: for words that must be shown to people who may not see the number."""

    def hide(found: re.Match) -> str:
        return mask_phone(found[0]) if len(found[0]) == 11 else mask_id(found[0])

    return _PERSONAL.sub(hide, text)
