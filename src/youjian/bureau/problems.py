"""What the API says when it cannot do what was asked: a code, a sentence that helps, a number to quote."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from youjian.bureau.language import pick

_LOG = logging.getLogger(__name__)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class ProblemOut(Schema):
    """An error's body."""

    code: str
    message: str
    reference: str


class Problem(Exception):  # noqa: N818 - it is an answer, not a failure of ours
    """A refusal with its HTTP status, a stable code and a sentence that says what to do.

    `details` are further members of the answer's body.
    """

    def __init__(
        self, status: int, code: str, message: str, details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = dict(details or {})


def not_found(what: str) -> Problem:
    """Nothing of that number within the actor's scope; the same answer whether it is hidden or absent."""
    message = pick(
        f"没有找到{what}，或不在您的管辖范围内。请核对编号。",
        f"{what} was not found, or lies outside your scope. Please check the number.",
    )
    return Problem(404, "not_found", message)


def not_logged_in() -> Problem:
    """Nobody is logged in, or no longer."""
    message = pick("尚未登录或登录已失效。请重新登录。", "You are not logged in any more. Please log in.")
    return Problem(401, "not_logged_in", message)


def forbidden(permission_name: str) -> Problem:
    """The actor's role lacks a permission."""
    message = pick(
        f"您的岗位没有“{permission_name}”权限。需要时请联系系统管理员。",
        f"Your role lacks the right “{permission_name}”. Please ask the system administrator.",
    )
    return Problem(403, "forbidden", message)


def reference() -> str:
    """A short number that a user can read out and an engineer can find in the log."""
    return "YJ-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def register_handlers(api: NinjaAPI) -> None:
    """Give every way to fail the same body."""

    def on_refusal(request: HttpRequest, error: Any) -> HttpResponse:
        problem = _problem_of(request, error)
        number = reference()
        _LOG.info("%s %s %s: %s %s", number, request.method, request.path, problem.status, problem.code)
        body = {**problem.details, "code": problem.code, "message": problem.message, "reference": number}
        return api.create_response(request, body, status=problem.status)

    def on_unstorable(request: HttpRequest, error: Any) -> HttpResponse:
        transaction.set_rollback(True)
        _LOG.warning("%s %s: %s", request.method, request.path, error)
        return on_refusal(request, _unstorable())

    def on_failure(request: HttpRequest, error: Any) -> HttpResponse:
        transaction.set_rollback(True)
        number = reference()
        _LOG.error("%s %s %s failed", number, request.method, request.path, exc_info=error)
        body = {"code": "failure", "message": _failure(), "reference": number}
        return api.create_response(request, body, status=500)

    for refused in (Problem, AuthenticationError, ValidationError, HttpError):
        api.add_exception_handler(refused, on_refusal)
    for unstorable in (DataError, psycopg.DataError, UnicodeEncodeError):
        api.add_exception_handler(unstorable, on_unstorable)
    api.add_exception_handler(Exception, on_failure)


def _problem_of(request: HttpRequest, error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case AuthenticationError():
            return _idle() if getattr(request, "idle_logout", False) else not_logged_in()
        case ValidationError():
            named = "；".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors)
            asked = pick("请求内容不正确，请改正后再试：", "The request is not right, please correct it: ")
            return Problem(422, "invalid", asked + named)
        case _:
            return Problem(getattr(error, "status_code", 400), "refused", str(error))


def _idle() -> Problem:
    message = pick("长时间未操作，已自动退出。请重新登录。", "You were logged out for lack of activity.")
    return Problem(401, "idle", message)


def _unstorable() -> Problem:
    """A character (NUL, half a surrogate pair) or a number that no column of the database can hold."""
    message = pick(
        "内容里有系统无法保存的字符或过大的数字，没有生效。请改正后再试。",
        "There is a character or a number too large to be stored; nothing was changed. Please correct it.",
    )
    return Problem(422, "bad_value", message)


def _failure() -> str:
    return pick(
        "系统出错，操作没有生效。请稍后再试；仍不行时，把编号告诉运维人员。",
        "Something failed, nothing was changed. Please try again, or tell operations the number.",
    )
