# SPDX-License-Identifier: Apache-2.0
"""Decodes what stands in an smsbackup archive; see reader.py. Numbers in brackets are sections of docs/FORMAT.md."""
import datetime, hashlib, json, os, re, struct, zlib

ACL_TAGS = {1: b"user", 2: b"user", 4: b"group", 8: b"group", 16: b"mask", 32: b"other"}


class Finding(Exception):
    def __init__(self, code, message, path=b""):
        self.code = code
        super().__init__("[%s] %s%s" % (code, ascii(os.fsdecode(path)) + ": " if path else "", message))


def sha(data):
    return hashlib.sha256(data).digest()


def wrap(record, codec):  # [3.1]
    size = len(record)
    if codec == "zstd":
        return b"\x5b\x2a\x4d\x18" + struct.pack("<I", size) + record
    header = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff" + struct.pack("<H2sH", size + 4, b"SB", size)
    return header + record + b"\3" + bytes(9)


def unwrap(data, size, codec):
    record = data[(8 if codec == "zstd" else 16):][:size]
    return record if len(record) == size and wrap(record, codec) == data else None


def decompress(data, limit, codec):  # [3]
    out = b""
    while data:
        if codec == "zstd":
            import pyzstd
            frame = pyzstd.ZstdDecompressor(option={pyzstd.DParameter.windowLogMax: 27})
        else:
            frame = zlib.decompressobj(31)
        out += frame.decompress(data, limit + 1 - len(out))
        if len(out) > limit or not frame.eof:
            raise ValueError("too long, or cut off")
        data = frame.unused_data
    if len(out) != limit:
        raise ValueError("too short")
    return out


def parse_json(text):  # [8]
    def members(pairs):
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a key occurs twice")
        return dict(pairs)

    def refuse(text):
        raise ValueError("%s is not a whole number" % text)
    value = json.loads(text.decode(), object_pairs_hook=members, parse_float=refuse, parse_constant=refuse)
    json.dumps(value, ensure_ascii=False).encode()  # fails for a lone surrogate
    return value


def raw(item, key):  # bytes under KEY or KEY_hex [8]
    return bytes.fromhex(item[key + "_hex"]) if key + "_hex" in item else item.get(key, "").encode()


def nanoseconds(text):  # [8]
    counted = re.fullmatch(r"@(-?\d+)\.(\d{9})", text)
    if counted:
        return int(counted[1]) * 10**9 + int(counted[2])
    year, rest, fraction = re.fullmatch(r"(\d{4})(-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{9}))?Z", text).groups()
    shift = 1 if int(year) < 400 else 0  # datetime knows no year 0; after 400 years the calendar repeats
    moment = datetime.datetime.fromisoformat("%04d%s" % (int(year) + 400 * shift, rest))
    gone = moment - datetime.datetime(1970, 1, 1)
    return ((gone.days - 146097 * shift) * 86400 + gone.seconds) * 10**9 + int(fraction or 0)


def access_list(digits):  # [8] acl, dacl
    lines = set()
    for tag, bits, who in struct.iter_unpack("<HHI", bytes.fromhex(digits)[4:]):
        letters = b"".join(c if bits & bit else b"-" for c, bit in ((b"r", 4), (b"w", 2), (b"x", 1)))
        lines.add((ACL_TAGS[tag], b"%d" % who if tag in (2, 8) else b"", letters))
    return lines


def is_exact(digits):  # [5] libarchive misreads numbers of 2^31 or more in the text
    lines = struct.iter_unpack("<HHI", bytes.fromhex(digits)[4:])
    return all(who < 2**31 for tag, _, who in lines if tag in (2, 8))


def header_mode(entry):  # [5] with an access list, the header has its own lines where the mode has the mask
    mode = int(entry["m"], 8)
    for tag, bits, _ in struct.iter_unpack("<HHI", bytes.fromhex(entry.get("acl", ""))[4:]):
        shift = {1: 6, 4: 3, 32: 0}.get(tag)
        if shift is not None:
            mode = mode & ~(7 << shift) | bits << shift
    return mode


def number(field):  # octal, or base 256
    if field[0] in (0x80, 0xFF):
        return int.from_bytes(field[1:], "big") - (1 << 8 * len(field) - 8 if field[0] == 0xFF else 0)
    return int(field.strip(b" \0") or b"0", 8)


def fields(block, pax):
    def text(start, size):
        return block[start:start + size].split(b"\0")[0]

    def decoded(name):
        return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), name)

    def access(key):
        return {tuple(line.split(b":")[:3]) for line in pax.get(key, b"").split(b",") if line}
    whole, _, part = pax.get(b"mtime", b"%d" % number(block[136:148])).decode().partition(".")
    fraction = int(part.ljust(9, "0")) * (-1 if whole[0] == "-" else 1)
    prefix = b"SCHILY.xattr."
    return {
        "path": pax.get(b"path", (text(345, 155) + b"/" if block[345] else b"") + text(0, 100)),
        "type": block[156:157], "target": pax.get(b"linkpath", text(157, 100)),
        "size": int(pax.get(b"size", number(block[124:136]))), "permissions": number(block[100:108]),
        "owner": (int(pax.get(b"uid", number(block[108:116]))), pax.get(b"uname", text(265, 32))),
        "group": (int(pax.get(b"gid", number(block[116:124]))), pax.get(b"gname", text(297, 32))),
        "time": int(whole) * 10**9 + fraction,
        "attributes": {decoded(key[len(prefix):]): pax[key] for key in pax if key.startswith(prefix)},
        "access": access(b"SCHILY.acl.access"), "default access": access(b"SCHILY.acl.default")}
