"""Finding a person for Django: with role and department in the same query."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from youjian.bureau.accounts.models import User


class AccountBackend(BaseBackend):
    """Checks a password against the accounts; an unknown name takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django passes it by name
        username: str | None = None,
        password: str | None = None,
        **_: object,
    ) -> User | None:
        """The active user with that name and password, or None."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The active user of a session."""
        return (
            User.objects.select_related("role", "department", "post")
            .filter(pk=user_id, is_active=True)
            .first()
        )
