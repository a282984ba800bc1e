"""When a contact counts as changed."""

from youjian.collector.contacts import Change, Debounced
from youjian.collector.settings.contacts import Contact


def test_a_flicker_is_no_change_and_a_stable_one_is():
    contact = Debounced(stored=True, debounce_s=1.0)
    assert contact.seen(True, 0.0) is None
    assert contact.seen(True, 1.0) is None
    assert contact.seen(False, 2.0) is None
    assert contact.seen(True, 2.5) is None
    assert contact.seen(False, 3.0) is None
    assert contact.seen(False, 4.0) == Change(intact=False, unwatched=False, first=False)
    assert contact.seen(False, 9.0) is None


def test_a_change_while_nobody_looked_is_told_at_start():
    contact = Debounced(stored=True, debounce_s=0.5)
    assert contact.seen(False, 0.0) is None
    assert contact.seen(False, 0.5) == Change(intact=False, unwatched=True, first=False)


def test_what_was_never_read_before_is_a_first():
    contact = Debounced(stored=None, debounce_s=0.0)
    assert contact.seen(False, 0.0) == Change(intact=False, unwatched=True, first=True)


def test_after_a_lost_line_a_change_was_not_watched():
    contact = Debounced(stored=True, debounce_s=0.0)
    assert contact.seen(True, 0.0) is None
    contact.lost()
    assert contact.seen(False, 5.0) == Change(intact=False, unwatched=True, first=False)


def test_normally_closed_and_pulling_to_ground_are_settings():
    def intact(**fields) -> tuple[bool, bool]:
        contact = Contact(position="mainboard", event="seal_broken", **fields)
        return contact.intact(0), contact.intact(1)

    assert intact() == (False, True)
    assert intact(closed_level=0) == (True, False)
    assert intact(normally="open") == (True, False)
    assert intact(normally="open", closed_level=0) == (False, True)
