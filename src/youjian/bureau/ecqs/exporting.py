"""Our changes as a file that a person carries to e-CQS."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs import services
from youjian.bureau.ecqs.channels import Answer
from youjian.bureau.ecqs.contracts import ExchangeRoundOut
from youjian.bureau.ecqs.services import Way
from youjian.bureau.ecqs.sheets import workbook
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.scope import acting
from youjian.bureau.times import now, shown_minute


def export(actor: Actor) -> ExchangeRoundOut:
    """Make the file and take its rows as sent. Raises Problem 403, 409 when nothing changed."""
    with acting(actor):
        rows = services.to_send(actor)
        if not rows:
            message = pick("没有需要导出的变化。", "Nothing changed since the last export.")
            raise Problem(409, "nothing", message)
        made = shown_minute(now())
        name = pick(f"e-CQS台账 {made}.xlsx", f"e-CQS ledger {made}.xlsx").replace(":", "")
        answers = [Answer(accepted=True, ecqs_no=row["ecqs_no"]) for row in rows]
        return services.note_sent(actor, rows, answers, Way("download", name, workbook(rows, made)))
