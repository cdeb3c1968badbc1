"""Personal numbers: what lies in the database, what is shown, what happens when keys change."""

import io

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from portal import identity, keys
from portal.actor import SYSTEM
from portal.identity import DigestField, EncryptedField, Unreadable
from portal.models import Account
from portal.services import accounts
from tests.builders.people import an_empty_account

PHONE = "13845678901"
ID = "230822199001010017"


@pytest.fixture
def own_keys(tmp_path, settings):
    """Keys of this test alone: rotating must not touch those of the other tests."""
    settings.KEYS_DIR = tmp_path / "keys"
    keys.reread()
    yield settings.KEYS_DIR
    keys.reread()


def stored_phone(account: Account) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM portal_account WHERE id = %s", [account.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_holds_ciphertext_and_the_page_reads_the_number():
    account, _ = accounts.create("shili-1", "示例", SYSTEM, phone=PHONE)
    assert PHONE not in stored_phone(account)
    assert stored_phone(account).startswith("1:")
    assert Account.objects.get(pk=account.pk).phone == PHONE


@pytest.mark.django_db
def test_empty_stays_empty():
    assert stored_phone(an_empty_account("shili-1")) == ""


@pytest.mark.django_db
def test_a_ciphertext_cannot_be_searched_by_comparison():
    with pytest.raises(FieldError):
        Account.objects.filter(phone=PHONE).exists()


@pytest.mark.django_db
def test_a_decrypted_number_does_not_show_in_its_repr():
    account, _ = accounts.create("shili-1", "示例", SYSTEM, phone=PHONE)
    read = Account.objects.get(pk=account.pk)
    assert PHONE not in repr(read) + repr(read.phone) + repr({"phone": read.phone})


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_what_goes_in_comes_out(text):
    assert identity.decrypt("phone", identity.encrypt("phone", text)) == text


def test_a_ciphertext_of_one_kind_is_not_another():
    with pytest.raises(Unreadable):
        identity.decrypt("bank", identity.encrypt("phone", PHONE))


def test_a_changed_ciphertext_is_refused():
    sealed = identity.encrypt("phone", PHONE)
    with pytest.raises(Unreadable):
        identity.decrypt("phone", sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB"))


def test_the_digest_meets_numbers_written_differently():
    assert identity.digest("phone", "138 4567 8901") == identity.digest("phone", "+86-13845678901")
    assert identity.digest("id", "23082219900101001x") == identity.digest("id", "23082219900101001X")
    assert identity.digest("phone", PHONE) != identity.digest("bank", PHONE)
    assert identity.digest("phone", "") == ""


def test_digest_field_is_filled_from_its_source_and_null_for_empty():
    class Sample(models.Model):
        number = EncryptedField(kind="id", blank=True)
        number_digest = DigestField(source="number", kind="id", unique=True)

        class Meta:
            app_label = "portal"
            managed = False

    field = Sample._meta.get_field("number_digest")
    assert field.pre_save(Sample(number=ID), add=True) == identity.digest("id", ID)
    assert field.pre_save(Sample(number=""), add=True) is None


@pytest.mark.django_db
def test_rotation_brings_every_number_under_the_new_key_and_digests_stay(own_keys):
    people = [accounts.create(f"shili-{n}", "示例", SYSTEM, phone=f"1384567{n:04}")[0] for n in range(5)]
    before = identity.digest("phone", PHONE)
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert {stored_phone(person).partition(":")[0] for person in people} == {"2"}
    assert [person.phone for person in Account.objects.filter(sample=False).order_by("pk")] == [
        f"1384567{n:04}" for n in range(5)
    ]
    assert identity.digest("phone", PHONE) == before
    assert "portal.Account.phone: 5" in out.getvalue()


@pytest.mark.django_db
def test_an_older_key_still_reads_until_rotation_is_done(own_keys):
    account, _ = accounts.create("shili-1", "示例", SYSTEM, phone=PHONE)
    assert keys.add_cipher(own_keys) == 2
    assert Account.objects.get(pk=account.pk).phone == PHONE
    account.save()
    assert stored_phone(account).startswith("2:")


def test_keys_are_private_and_production_makes_none(tmp_path):
    keys.keyring(tmp_path / "demo", True)
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "demo").iterdir()} == {0o600}
    with pytest.raises(keys.MissingKey, match="cipher-1.key"):
        keys.keyring(tmp_path / "none", False)


def test_a_truncated_key_is_named(tmp_path):
    keys.keyring(tmp_path, True)
    (tmp_path / "index.key").chmod(0o600)
    (tmp_path / "index.key").write_text("ab" * 21)
    keys.reread()
    with pytest.raises(keys.MissingKey, match="index.key"):
        keys.keyring(tmp_path, False)


def test_masks():
    assert identity.mask_phone(PHONE) == "138****8901"
    assert identity.mask_phone("8123456") == "*****56"
    assert identity.mask_id(ID) == "230822********0017"
    assert [identity.mask_name(name) for name in ("张三", "张小三", "欧阳小三", "张", "")] == [
        "张*", "张*三", "欧**三", "张", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("230822199001010020", ""),
        ("2308221990010100", "18 位"),
        ("23082219900101A017", "数字"),
        ("230822199001010021", "校验码"),
        ("23082219901301001X", "出生日期"),
    ],
)
def test_an_id_number_is_checked_in_words(number, said):
    words = identity.check_id(number)
    assert said in words and bool(words) == bool(said)
    assert number not in words


def test_numbers_in_a_text_are_found_and_masked():
    assert identity.holds_personal(f"电话{PHONE},身份证 {ID}")
    assert identity.mask_text(f"电话{PHONE},{ID}") == "电话138****8901,230822********0017"
    assert not identity.holds_personal("合计 9999999999.99 元,编号 23082219900101,摘要 a13845678901b")
