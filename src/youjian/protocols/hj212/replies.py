"""What a conforming centre answers (HJ 212-2017 clause 6.5, annex C): the same QN, ST=91, Flag=4."""

from typing import Literal

from youjian.protocols.hj212.frame import Frame, FrameError

DATA_ANSWER, NOTICE_ANSWER, REQUEST_ANSWER, RESULT_ANSWER = "9014", "9013", "9011", "9012"
HEARTBEAT = "9015"
READY, WRONG_PASSWORD, WRONG_MN, WRONG_FLAG, WRONG_CRC = 1, 3, 4, 6, 9
FAILED, NO_DATA = 2, 100
_REPLIES = frozenset({DATA_ANSWER, NOTICE_ANSWER, REQUEST_ANSWER, RESULT_ANSWER})
_NOTICES = frozenset({"1013", "2012", "2022", HEARTBEAT})
_INTERACTION = "91"
_REPLY_FLAG = 4

Kind = Literal["reply", "notice", "data", "history", "command"]


def data_answer(frame: Frame) -> Frame:
    """9014: the data are taken over."""
    return _reply(DATA_ANSWER, frame.qn, frame.mn, frame.pw, {})


def notice_answer(frame: Frame) -> Frame:
    """9013: the notice or heartbeat is taken note of."""
    return _reply(NOTICE_ANSWER, frame.qn, frame.mn, frame.pw, {})


def request_answer(frame: Frame | FrameError, qn_rtn: int) -> Frame:
    """9011: whether a request will be carried out (table 5 of the standard: 1 ready, 3 PW, 4 MN, 9 CRC…)."""
    return _reply(REQUEST_ANSWER, frame.qn, frame.mn, frame.pw, {"QnRtn": str(qn_rtn)})


def result_answer(frame: Frame, exe_rtn: int) -> Frame:
    """9012: how carrying it out ended (table 4 of the standard: 1 done, 2 failed, 100 no data)."""
    return _reply(RESULT_ANSWER, frame.qn, frame.mn, frame.pw, {"ExeRtn": str(exe_rtn)})


def answers_for(
    received: Frame | FrameError, known_mn: bool, password_ok: bool, *, unflagged: bool = False
) -> list[Frame]:
    """The replies to a frame or to a refused one, in their order; often none.

    `known_mn` says whether the device is registered, `password_ok` whether its password is right. With
    `unflagged` a frame without Flag is answered too, its data by 9014 with QnRtn=1.
    """
    if isinstance(received, FrameError):
        return _answers_for_refused(received)
    wanted = received.wants_answer or (unflagged and received.flag is None)
    if not wanted or not received.qn or kind_of(received) == "reply":
        return []
    if not known_mn:
        return [request_answer(received, WRONG_MN)]
    if not password_ok:
        return [request_answer(received, WRONG_PASSWORD)]
    return _answers_for_good(received)


def _answers_for_refused(error: FrameError) -> list[Frame]:
    unwanted = error.flag is not None and not error.flag & 1
    if not error.qn or not error.mn or unwanted:
        return []
    if error.reason in ("crc", "crc_modbus", "length"):
        return [request_answer(error, WRONG_CRC)]
    return [request_answer(error, WRONG_FLAG)] if error.reason == "split" else []


def _answers_for_good(frame: Frame) -> list[Frame]:
    match kind_of(frame):
        case "notice":
            return [notice_answer(frame)]
        case "history":
            return [request_answer(frame, READY), result_answer(frame, NO_DATA)]
        case "command":
            return [request_answer(frame, READY), result_answer(frame, FAILED)]
        case _ if frame.flag is None:
            return [_reply(DATA_ANSWER, frame.qn, frame.mn, frame.pw, {"QnRtn": str(READY)})]
        case _:
            return [data_answer(frame)]


def kind_of(frame: Frame) -> Kind:
    """What a frame is for a centre that receives it: most codes serve requests and uploads alike.

    A data or information code without DataTime and without any value of a factor asks for data; with
    BeginTime and EndTime it asks for history.
    """
    if frame.cn in _REPLIES:
        return "reply"
    if frame.cn in _NOTICES:
        return "notice"
    if frame.cn[:1] in ("2", "3") and _has_data(frame):
        return "data"
    if frame.cn[:1] == "2" and "BeginTime" in frame.cp:
        return "history"
    return "command"


def _has_data(frame: Frame) -> bool:
    return "DataTime" in frame.cp or any("-" in name for name in frame.cp)


def _reply(cn: str, qn: str | None, mn: str | None, pw: str | None, cp: dict[str, str]) -> Frame:
    return Frame(qn=qn, st=_INTERACTION, cn=cn, pw=pw, mn=mn, flag=_REPLY_FLAG, cp=cp)
