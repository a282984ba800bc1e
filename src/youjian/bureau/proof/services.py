"""Proving the finding of an alert, on a person's word."""

import os
import signal
import subprocess
import sys
from threading import BoundedSemaphore

import msgspec

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import selectors as alerts
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.proof import words
from youjian.bureau.proof.contracts import (
    ProofDay,
    ProofFigure,
    ProofOut,
    ProofReason,
    ProofStep,
    ProofWaiting,
)
from youjian.bureau.proof.process import LONGEST_S, UNKNOWN
from youjian.bureau.times import now
from youjian.engine.proof.outcome import Proof, Step

_AT_ONCE = BoundedSemaphore(2)
_WAITS_S = 30


def prove_alert(actor: Actor, alert_id: int) -> ProofOut:
    """Recompute the last revision of an alert's finding from sealed days; who asked is journaled.

    It runs in a process of its own, two at once, for at most two minutes. Raises Problem 404 outside scope,
    429 when others are waiting already, 503 when it takes too long or fails.
    """
    alert = alerts.alerts_of(actor).filter(id=alert_id).first()
    if alert is None:
        raise not_found(pick(f"预警{alert_id}", f"Alert {alert_id}"))
    proof = _prove(alert.finding_id, alert.revision)
    after = {"status": proof.status, "finding": alert.finding_id, "revision": alert.revision}
    journal.record(actor, "alert.prove", f"alert:{alert_id}", station_id=alert.station_id, after=after)
    return ProofOut(
        finding_id=alert.finding_id,
        status=proof.status,
        sentence=words.sentence(proof),
        proved_at=now(),
        steps=[_step(step) for step in reversed(proof.steps)],
    )


def _prove(finding_id: str, revision: int) -> Proof:
    if not _AT_ONCE.acquire(timeout=_WAITS_S):
        message = pick(
            "其他人正在复核，请稍后再试。", "Others are proving findings now. Please try again soon."
        )
        raise Problem(429, "busy", message)
    try:
        return msgspec.json.decode(_run(finding_id, revision), type=Proof)
    finally:
        _AT_ONCE.release()


def _run(finding_id: str, revision: int) -> bytes:
    command = [sys.executable, "-m", "youjian.bureau.proof.process", finding_id, str(revision)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, an id and a number of the ledger
            command, capture_output=True, timeout=LONGEST_S, check=False, env=dict(os.environ)
        )
    except subprocess.TimeoutExpired:
        raise _failed(f"{LONGEST_S} s") from None
    if done.returncode == UNKNOWN:
        raise not_found(pick(f"疑点{finding_id}", f"Finding {finding_id}"))
    if done.returncode == -signal.SIGALRM:
        raise _failed(f"{LONGEST_S} s")
    if done.returncode != 0:
        raise _failed(done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1])
    return done.stdout


def _failed(why: str) -> Problem:
    message = pick(
        f"复核没有完成（{why}）。请稍后再试，或由管理员运行 youjian prove。",
        f"The proof did not come to an end ({why}). Try again, or have `youjian prove` run.",
    )
    return Problem(503, "proof_failed", message)


def _step(step: Step) -> ProofStep:
    return ProofStep(
        revision=step.revision,
        finding_status=step.finding_status,
        rule=step.rule,
        rule_set=step.rule_set,
        detected_at=step.detected_at,
        looked_back_days=step.looked_back_days,
        status=step.status,
        register_day=step.register.day,
        register_digest=step.register.digest,
        figures=[ProofFigure(**msgspec.structs.asdict(figure)) for figure in step.figures],
        reasons=[
            ProofReason(kind=one.kind, where=one.where, sentence=words.because(one)) for one in step.reasons
        ],
        waiting=[
            ProofWaiting(day=one.day, due_by=one.due_by, sentence=words.waits(one)) for one in step.waiting
        ],
        days=[ProofDay(**{name: getattr(day, name) for name in ProofDay.model_fields}) for day in step.days],
    )
