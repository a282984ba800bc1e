"""Only processes that work in a data directory count as its server's."""

import os
import subprocess
import sys

from youjian.ledger.processes import is_alive, leftovers


def test_a_zombie_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not is_alive(child.pid)
    child.wait()


def test_a_number_without_a_process_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not is_alive(child.pid)
    assert is_alive(os.getpid())


def test_another_program_in_the_same_folder_is_left_alone(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, cwd=tmp_path) as stranger:
        assert leftovers(tmp_path) == []
        stranger.communicate(b"\n")
