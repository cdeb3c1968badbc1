"""`manage.py verify_audit`: recompute the audit's chain; exit 1 and name the first broken block if it does not hold."""

from django.core.management.base import BaseCommand, CommandError

from portal import audit_chain


class Command(BaseCommand):
    """Reads everything, changes nothing. Note the head digest outside of the system, e.g. in the monthly record."""

    help = "Verify the hash chain of the audit log and print its head digest."

    def handle(self, *args, **options):
        """One line for a good chain, CommandError (exit 1) for a broken one."""
        found = audit_chain.verify()
        if found.broken is not None:
            raise CommandError(
                f"第 {found.broken} 块不成立:{found.reason};此前 {found.blocks} 块完好 / block {found.broken} is broken"
            )
        self.stdout.write(
            f"审计链完好:{found.blocks} 块,{found.entries} 条,待封存 {found.unsealed} 条,末块摘要 {found.head or '无'}"
        )
