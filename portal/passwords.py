"""The password rules in the words of our pages: Django's own, and one that it does not bring."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

KINDS = (str.isalpha, str.isdigit, lambda sign: not sign.isalnum())


class UnlikeValidator(UserAttributeSimilarityValidator):
    """Not the account's own name."""

    def __init__(self):
        super().__init__(user_attributes=("username", "name"))

    def get_error_message(self) -> str:
        """What is wrong, in words."""
        return "口令与账号或姓名太相似。"

    def get_help_text(self) -> str:
        """The rule in words."""
        return "口令不能与账号或姓名相似。"


class LengthValidator(MinimumLengthValidator):
    """Long enough."""

    def get_error_message(self) -> str:
        """What is wrong, in words."""
        return f"口令太短,至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """The rule in words."""
        return f"口令至少 {self.min_length} 个字符。"


class UncommonValidator(CommonPasswordValidator):
    """Not one of the twenty thousand that everybody tries first."""

    def get_error_message(self) -> str:
        """What is wrong, in words."""
        return "这个口令太常见,容易被猜到。"

    def get_help_text(self) -> str:
        """The rule in words."""
        return "口令不能是常见的口令。"


class MixedValidator:
    """Letters, digits and other signs: at least two of the three kinds."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError where all signs are of one kind."""
        if sum(any(map(kind, password)) for kind in KINDS) < 2:
            raise ValidationError(self.get_help_text(), code="password_one_kind")

    def get_help_text(self) -> str:
        """The rule in words."""
        return "口令要包含字母、数字、其他符号中的至少两种。"
