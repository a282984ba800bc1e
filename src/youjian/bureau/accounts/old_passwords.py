"""Old passwords: none of the last few is taken again, and one grows old (policy of the city)."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password

from youjian.bureau.accounts.models import OldPassword, SecurityPolicy, User
from youjian.bureau.accounts.second_factor import policy
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.times import now


def refuse_again(user: User, wanted: str) -> None:
    """Raise Problem 422 when a password is one of the last that this person had."""
    last = policy().password_history
    kept = OldPassword.objects.filter(user=user).order_by("-until_at")[:last]
    if any(check_password(wanted, one.hash) for one in kept):
        message = pick(
            f"新密码与最近{last}次用过的密码相同，请换一个。",
            f"That was one of your last {last} passwords, please choose another.",
        )
        raise Problem(422, "used_password", message)


def put_away(user: User) -> None:
    """Remember the present password as an old one; the caller sets and saves another (`password_set_at`)."""
    moment = now()
    OldPassword.objects.create(user=user, hash=user.password, until_at=moment)
    kept = (
        OldPassword.objects.filter(user=user).order_by("-until_at").values("pk")[: policy().password_history]
    )
    OldPassword.objects.filter(user=user).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    user.password_set_at = moment


def overdue(user: User, rules: SecurityPolicy, moment: datetime) -> bool:
    """Whether a password is older than the policy allows."""
    if rules.password_days is None:
        return False
    return moment - (user.password_set_at or user.created_at) > timedelta(days=rules.password_days)
