"""The password rule that Django does not bring: more than one kind of sign."""

from django.core.exceptions import ValidationError

KINDS = (str.isalpha, str.isdigit, lambda sign: not sign.isalnum())


class MixedValidator:
    """Letters, digits and other signs: at least two of the three kinds."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError where all signs are of one kind."""
        if sum(any(map(kind, password)) for kind in KINDS) < 2:
            raise ValidationError(self.get_help_text(), code="password_one_kind")

    def get_help_text(self) -> str:
        """The rule in words."""
        return "口令要包含字母、数字、其他符号中的至少两种。"
