"""Which failed checks have a written reason that still holds, which wait for one, which the province has released."""

from dataclasses import dataclass

from reporting.formspec.checks import Finding
from reporting.models import Explanation, Filing
from reporting.queries.sheet import checked

NEEDS_REASON = ("release", "verify")


@dataclass(frozen=True)
class Judged:
    """A failed check with its reason, if one was written for exactly these numbers."""

    finding: Finding
    explanation: Explanation | None
    stale: bool  # a reason exists, but the numbers changed since

    @property
    def waits(self) -> bool:
        """Whether the city must still write a reason."""
        return self.finding.level in NEEDS_REASON and self.explanation is None

    @property
    def held(self) -> bool:
        """Whether the province must still release it (准强制)."""
        return self.finding.level == "release" and not (self.explanation and self.explanation.released_at)


def judge(filing: Filing, findings: list[Finding] | None = None) -> list[Judged]:
    """Every failed check of the filing with its reason, worst level first."""
    found = checked(filing).findings if findings is None else findings
    failed = [finding for finding in found if finding.outcome == "failed"]
    written = {(e.check_code, e.row.key if e.row else None): e for e in _explanations(filing)} if failed else {}
    return [_judge(finding, written) for finding in failed]


def _explanations(filing: Filing):
    return Explanation.objects.filter(filing=filing).select_related("row", "by", "released_by")


def _judge(finding: Finding, written: dict) -> Judged:
    reason = written.get((finding.check, finding.row_key))
    holds = reason is not None and reason.signature == finding.signature
    return Judged(finding, reason if holds else None, reason is not None and not holds)
