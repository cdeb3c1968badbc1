"""`manage.py rotate_keys`: make a new cipher key and bring every personal number under it."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from portal import audit, identity, keys
from portal.actor import SYSTEM
from portal.services import rotation


class Command(BaseCommand):
    """May be repeated: with --no-new-key it only finishes an interrupted run. Old keys stay for old backups."""

    help = "Add a cipher key and re-encrypt all personal numbers under it, set by set."

    def add_arguments(self, parser):
        parser.add_argument("--no-new-key", action="store_true", help="only re-encrypt under the newest key there is")

    def handle(self, *args, no_new_key, **options):
        """Each set is a transaction of its own, so that nobody waits long."""
        connection.ensure_connection()  # before a key is made that nothing would be brought under
        identity.ring()  # makes the first key of a demo
        number = max(keys.cipher_ids(settings.KEYS_DIR)) if no_new_key else keys.add_cipher(settings.KEYS_DIR)
        counts = rotation.rotate(number)
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        audit.record("keys.rotate", SYSTEM, detail={"key": number, "fields": counts})
        self.stdout.write(f"现用密钥 cipher-{number}.key / now encrypting with cipher-{number}.key")
