"""A new device key without a new epoch: made here, made known under the old key, then signing."""

import sqlite3

from youjian.collector.outbox import Outbox
from youjian.collector.uplink.keys import Keyring
from youjian.collector.uplink.talk import Talk
from youjian.protocols import station


class RotationError(Exception):
    """The key was not replaced: why. The old one goes on; the same new key is offered next time."""


class Rotation:
    """Replaces the key of one station; killed between any two steps it is begun again and ends the same.

    A batch that was built under the old key waits for nothing: the outbox signs it anew when it is sent, with
    its number, digest and body unchanged. The platform revokes the old key when the new one has signed.
    """

    def __init__(self, outbox: Outbox, ring: Keyring, talk: Talk) -> None:
        self._outbox = outbox
        self._ring = ring
        self._talk = talk

    def rotate(self) -> str:
        """The new key's name; RotationError when the platform does not take it or does not answer."""
        try:
            return self._rotate()
        except (OSError, ValueError, sqlite3.Error) as error:
            raise RotationError(f"the new key cannot be kept: {error}") from error

    def recover(self) -> bool:
        """Make the key that signs known again to a platform that went back to before the rotation.

        It was restored from a backup and takes the key before. False when there is none or it is not taken
        either: then nothing has changed.
        """
        present, before = self._talk.signer, self._ring.previous()
        if before is None:
            return False
        self._talk.signer = before
        try:
            wanted = station.KeyRotation(public_key=station.public_key_of(self._ring.signing_key()))
            reply, _ = self._talk.ask(station.KEYS, wanted, station.KeyRotationReply)
        finally:
            self._talk.signer = present
        if reply is None:
            return False
        self._ring.renamed(reply.key_id)
        self._outbox.rekeyed(reply.key_id)
        self._talk.signer = self._ring.signer()
        return True

    def _rotate(self) -> str:
        wanted = station.KeyRotation(public_key=self._ring.to_rotate())
        reply, answer = self._talk.ask(station.KEYS, wanted, station.KeyRotationReply)
        if reply is None:
            said = "nobody answers" if answer is None else answer.problem
            raise RotationError(f"the platform did not take a new key: {said}")
        self._ring.named(reply.key_id)
        self._outbox.rekeyed(reply.key_id)
        self._talk.signer = self._ring.signer()
        self._ring.tidy()
        return reply.key_id
