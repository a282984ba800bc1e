"""Password rules that Django does not bring."""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from youjian.bureau.language import pick

_CLASSES: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda character: not character.isalnum(),
)


class CharacterClassValidator:
    """At least three of: lower case, upper case, digits, other characters (等保 asks for complexity)."""

    def __init__(self, minimum: int = 3) -> None:
        self.minimum = minimum

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ValidationError when too few classes are used."""
        used = sum(any(map(belongs, password)) for belongs in _CLASSES)
        if used < self.minimum:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return pick(
            f"密码须含大写字母、小写字母、数字、符号中的至少{self.minimum}类。",
            f"Use at least {self.minimum} of: capital letters, small letters, digits, other signs.",
        )
