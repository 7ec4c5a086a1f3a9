"""Bytes that look like programs, text and database rows, made fast and always the same for the same seed.

A fixture that compresses like the real thing is the point: pure noise or pure zeros would make every measurement of
a compressing tool a lie. Program-like bytes come out at about half their size, text and rows at a quarter.
"""

import hashlib
import random
import struct

WORDS = (
    "site server client package inventory logon domain share setup network monitor query machine group status report "
    "hardware software processor memory disk adapter video keyboard printer language version build update schedule "
    "sender outbox address account service thread event record field value table index page column user object "
    "create delete insert select where order begin commit error warning notice complete failed retry waiting ready "
    "copy compare source target path file directory attribute date time size name type flag default option"
).split()

_SKEW = bytes(min(255, int((i / 255.0) ** 3 * 256)) for i in range(256))
_SEGMENT = 64 * 1024


class Material:
    """A seeded source of bytes. Every request names its purpose, so adding a file never changes the other files."""

    def __init__(self, seed):
        self.seed = seed
        rng = self.rng("operations")
        noise = rng.randbytes(60_000).translate(_SKEW)
        starts = [rng.randrange(0, 59_000) for _ in range(4096)]
        self._operations = [noise[s:s + 1 + rng.randrange(13)] for s in starts]
        self._rows = [self._row(rng) for _ in range(2048)]
        self._words = [WORDS[i % len(WORDS)].encode() for i in range(256)]

    def rng(self, *purpose):
        """A generator that depends on the seed and the purpose only."""
        key = "\0".join([str(self.seed), *map(str, purpose)]).encode()
        return random.Random(int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big"))

    def number(self, limit, *purpose):
        """A number from 0 up to but not including `limit`."""
        key = "\0".join([str(self.seed), *map(str, purpose)]).encode()
        return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big") % limit

    def noise(self, size, *purpose):
        """Bytes that do not compress: what a compressed package looks like."""
        return self.rng("noise", *purpose).randbytes(size)

    def program(self, size, machine, *purpose):
        """An MZ/PE file of exactly `size` bytes: header, then segments of code, strings, tables, padding and noise."""
        rng = self.rng("program", *purpose)
        parts = [_program_header(machine, rng.getrandbits(24))]
        filled = len(parts[0])
        segment = min(_SEGMENT, max(512, size // 12))
        operations = [self._operations[rng.getrandbits(12)] for _ in range(256)]
        while filled < size:
            part = self._segment(rng, segment, operations)
            parts.append(part)
            filled += len(part)
        return b"".join(parts)[:size]

    def _segment(self, rng, size, operations):
        kind = rng.randrange(100)
        if kind < 55:
            return b"".join(map(operations.__getitem__, rng.randbytes(size // 6)))
        if kind < 75:
            return rng.randbytes(size).translate(_SKEW)
        if kind < 87:
            return b"\0".join(map(self._words.__getitem__, rng.randbytes(size // 8)))
        if kind < 95:
            return bytes(size // 2)
        return rng.randbytes(size // 2)

    def text(self, size, *purpose):
        """Lines of words with CRLF, at most `size` bytes and never cut inside a line."""
        rng = self.rng("text", *purpose)
        lines, filled = [], 0
        while True:
            words = [WORDS[b % len(WORDS)] for b in rng.randbytes(6 + rng.randrange(8))]
            line = (" ".join(words).capitalize() + ".\r\n").encode()
            if filled + len(line) > size and lines:
                return b"".join(lines)
            lines.append(line)
            filled += len(line)

    def rows(self, rng, size):
        """Database rows, exactly `size` bytes."""
        start = rng.getrandbits(10)
        table = self._rows[start:start + 256]
        data = b"".join(map(table.__getitem__, rng.randbytes(size // 12 + 4)))
        return data[:size] if len(data) >= size else data + bytes(size - len(data))

    @staticmethod
    def _row(rng):
        word = WORDS[rng.randrange(len(WORDS))].encode()
        return struct.pack("<HI", len(word) + 10, rng.getrandbits(20)) + word + rng.randbytes(rng.randrange(1, 6))


def _program_header(machine, stamp):
    dos = struct.pack("<2s29HI", b"MZ", 0x90, 3, 0, 4, 0, 0xFFFF, 0, 0xB8, *([0] * 21), 0x80)
    dos = dos.ljust(0x40, b"\0") + b"\x0e\x1f\xb4\x4c\xcd\x21Made for tests; does not run.\r\n$"
    coff = struct.pack("<4sHHIIIHH", b"PE\0\0", machine, 3, 0x31000000 + stamp, 0, 0, 224, 0x102)
    sections = b"".join(name.ljust(8, b"\0") + bytes(32) for name in (b".text", b".data", b".rsrc"))
    return (dos.ljust(0x80, b"\0") + coff + struct.pack("<H", 0x10B) + bytes(222) + sections).ljust(512, b"\0")
