"""A SQL Server 7.0 style backup: Microsoft Tape Format with SQL's own descriptor blocks.

    TAPE(RAID) SFMB SSET VOLB MSCI(MQCI) MSDA(APAD MQDA MQDA) MSTL(APAD MQTL) MSLS(MQCI) SFMB ESET(TSMP) ESET SFMB

Blocks begin at multiples of 512; after the first set begins, at multiples of 1024 from there. Page data begins on a
512 boundary, two bytes into its stream.
"""

import struct

from .site import DATABASE_DUMPED
from .tree import SECOND

PAGE = 8192
_DATE_OF_DUMP = (1999, 3, 13, 21, 48, 10)
_MEDIA_SET = bytes.fromhex("FA4EDA7A" * 4)
_FAMILY = 0xFA4EDA7A


def xor_words(data):
    check = 0
    for (word,) in struct.iter_unpack("<H", data):
        check ^= word
    return check


def date(year, month, day, hour, minute, second):
    """Five bytes, a big-endian bit field of 14, 4, 5, 5, 6 and 6 bits."""
    bits = ((((year << 4 | month) << 5 | day) << 5 | hour) << 6 | minute) << 6 | second
    return bits.to_bytes(5, "big")


def stream(identifier, data, media=0):
    """A stream header and its data, padded so that the next header starts at a multiple of 4."""
    header = struct.pack("<4sHHQHH", identifier, 0, media, len(data), 0, 0)
    whole = header + struct.pack("<H", xor_words(header)) + data
    return whole + bytes(-len(whole) % 4)


class Backup:
    """Collects the bytes of one backup file."""

    def __init__(self, server, database, pages):
        self.server, self.database, self.pages = server, database, pages
        self.data = bytearray()
        self.set_start = None
        self.marks = []
        self.control = 0
        self.stamp = date(*_DATE_OF_DUMP)

    def build(self):
        volume = struct.pack("<IIIHH", 2, 0, 0, 0, 0) + self.stamp
        tape = [(b"RAID", _raid(), 0)]
        # A second, empty MQDA ends the pages of a file.
        page_data = [(b"MQDA", b"\0\0" + self.pages, 2), (b"MQDA", b"", 6)]
        log_data = [(b"MQTL", b"\0\0" + bytes(512 * 8), 0)]
        self._block(b"TAPE", self._tape_fields(), tape, text=("Microsoft SQL Server\0\0", 80), attributes=0x30000)
        self._soft_filemark()
        self.set_start = len(self.data)
        self._block(b"SSET", self._set_fields(), [], text=("ALPINE\\sqlagent", 76))
        self._block(b"VOLB", volume, [], text=(self.server, 64), numbered=True)
        self._block(b"MSCI", b"\0\0\0\0", [(b"MQCI", self._configuration(finished=False), 0)], numbered=True)
        self._block(b"MSDA", struct.pack("<IHH", 0, 0, 1), page_data, numbered=True, aligned=True)
        self._block(b"MSTL", bytes(540), log_data, numbered=True, aligned=True)
        self._block(b"MSLS", b"\0\0\0\0", [(b"MQCI", self._configuration(finished=True), 0)], numbered=True)
        self._soft_filemark()
        catalogue = len(self.data)
        for place in (0, catalogue):
            fields = struct.pack("<IIQQHH", 4, 0, place, 0, 0, 1) + self.stamp
            self._block(b"ESET", fields, [] if place else [(b"TSMP", self._set_map(), 0)])
        self._soft_filemark()
        return bytes(self.data)

    def _block(self, kind, fields, streams, text=("", 0), numbered=False, aligned=False, attributes=0):
        """Header, fields, one string after them, streams, and a final SPAD up to the next block."""
        start = len(self.data)
        body = bytearray(52) + fields
        body += bytes(-len(body) % 4)
        string, slot = text
        if string:
            encoded = string.encode("utf-16-le")
            struct.pack_into("<HH", body, slot, len(encoded), len(body))
            body += encoded + bytes(-len(encoded) % 4)
        address = (start - self.set_start) // 1024 if numbered else 0
        self.control += numbered
        struct.pack_into("<4sIHBBQQ", body, 0, kind, attributes, len(body), 14, 1, 0, address)
        struct.pack_into("<I", body, 36, self.control if numbered else 0)
        body[48] = 2 if string or kind in (b"MSCI", b"MSLS") else 0
        struct.pack_into("<H", body, 50, xor_words(bytes(body[:50])))
        self.data += body
        for index, (identifier, data, media) in enumerate(streams):
            if aligned and index == 0:
                self._pad(b"APAD", 512, before=24, media=0x80)
            self.data += stream(identifier, data, media)
        self._pad(b"SPAD", 1024, origin=self.set_start or 0)

    def _pad(self, identifier, unit, before=0, origin=0, media=0):
        """A stream of zeros after which the position, plus `before`, is a multiple of `unit` from `origin`."""
        room = -(len(self.data) + 22 + before - origin) % unit
        # The next header must start at a multiple of 4 as well, so `before` counts the bytes from there.
        self.data += struct.pack("<4sHHQHH", identifier, 0, media, room, 0, 0)
        self.data += struct.pack("<H", xor_words(bytes(self.data[-20:]))) + bytes(room)

    def _soft_filemark(self):
        """A block without streams: how many marks went before, and where."""
        start = len(self.data)
        body = bytearray(512)
        struct.pack_into("<4sIHBB", body, 0, b"SFMB", 0x80000000, 512, 14, 1)
        struct.pack_into("<III", body, 52, 55, len(self.marks), 72)
        for index, mark in enumerate(reversed(self.marks)):
            struct.pack_into("<Q", body, 72 + 8 * index, mark)
        struct.pack_into("<H", body, 50, xor_words(bytes(body[:50])))
        self.data += body
        self.marks.append(start)

    def _tape_fields(self):
        fields = bytearray(44)
        struct.pack_into("<IIHHHH", fields, 0, _FAMILY, 5, 1, 0, 1, 3)
        struct.pack_into("<HH", fields, 32, 1024, 0x1200)
        fields[36:41] = self.stamp
        fields[41] = 1
        return bytes(fields)

    def _set_fields(self):
        fields = bytearray(48)
        struct.pack_into("<IHHHH", fields, 0, 4, 0, 0, 0x1200, 1)
        struct.pack_into("<Q", fields, 28, self.set_start)
        fields[36:41] = self.stamp
        fields[41:46] = bytes((7, 0, 0, 0, 2))
        return bytes(fields)

    def _configuration(self, finished):
        size = len(self.data) + 4096 if finished else len(self.pages)
        names = [n.encode("utf-16-le") for n in (self.database, self.server)]
        head = bytearray(364)
        struct.pack_into("<4sII", head, 0, b"SCIN", 364 + sum(map(len, names)), 0x200)
        struct.pack_into("<HBB", head, 24, 623, 0, 7)
        for offset, numbers in ((32, (26, 57, 64)), (42, (26, 83, 1)), (52, (26, 57, 64))):
            struct.pack_into("<IIH", head, offset, *numbers)
        head[72:77] = date(1996, 6, 24, 17, 2, 9)
        head[77:82] = self.stamp
        head[82:87] = self.stamp if finished else bytes(5)
        struct.pack_into("<BBHBHHQ", head, 87, ord("D"), 52, 1, 70, 0, 515, size)
        struct.pack_into("<HHHH", head, 104, len(names[0]), 364, len(names[1]), 364 + len(names[0]))
        struct.pack_into("<I", head, 116, 1033)
        pages = len(self.pages) // PAGE
        files = [(1, pages, 1, "SMSDATA", "D:\\MSSQL7\\DATA\\SMSDATA.MDF"),
                 (2, 1, 0, "SMSLOG", "D:\\MSSQL7\\DATA\\SMSLOG.LDF")]
        return bytes(head) + b"".join(names) + _filegroup("PRIMARY") + b"".join(_file(*f) for f in files)

    def _set_map(self):
        body = struct.pack("<IIHHI", _FAMILY, 1, 114, 1, 0) + struct.pack("<Q", self.set_start)
        return body.ljust(114, b"\0")


def _raid():
    return _MEDIA_SET + struct.pack("<IHHHHI", 0xF00000AD, 1, 0, 1, 0, 0)


def _filegroup(name):
    encoded = name.encode("utf-16-le")
    return struct.pack("<4sIIIHHHH", b"SFGI", 48 + len(encoded), 16, 1, len(encoded), 48, 1, 0).ljust(48, b"\0") + encoded


def _file(number, pages, group, logical, physical):
    names = [n.encode("utf-16-le") for n in (logical, physical)]
    length, flags = 128 + sum(map(len, names)), 0x84 if group else 0x0C
    head = struct.pack("<4sIIIIIIIII", b"SFIN", length, flags, 0, PAGE, number, pages, 1, 512, group)
    head += struct.pack("<QHHHH", max(pages, 64) * PAGE, len(names[0]), 128, len(names[1]), 128 + len(names[0]))
    return head.ljust(128, b"\0") + b"".join(names)


def backup(material, size, server, database="SMS"):
    """The bytes of a whole backup whose page data is about `size` bytes."""
    rng = material.rng("tape")
    pages = []
    for number in range(max(8, size // PAGE)):
        head = struct.pack("<BBHIIHHII", 1, 15 if number == 0 else 1, 0, 0, number, 1, 0, 0, 100 + number // 8)
        pages.append(head.ljust(96, b"\0") + material.rows(rng, 6000 + number * 613 % 2000).ljust(PAGE - 96, b"\0"))
    assert DATABASE_DUMPED // SECOND % 60 == _DATE_OF_DUMP[5]
    return Backup(server, database, b"".join(pages)).build()
