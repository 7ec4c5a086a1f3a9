# SPDX-License-Identifier: Apache-2.0
"""Opens smsbackup archives and reads entries; see reader.py. Numbers in brackets are sections of docs/FORMAT.md."""
import bisect, hashlib, os, struct

from decoding import (
    Finding, access_list, decompress, fields, header_mode, is_exact, nanoseconds, number, parse_json, raw, sha, unwrap)

LARGEST_UNIT = 64 << 20
TYPES = {"file": b"0", "link": b"1", "symlink": b"2", "dir": b"5"}


class Archive:
    def __init__(self, path):
        self.file = open(path, "rb")
        self.size = os.fstat(self.file.fileno()).st_size
        self.cache = (None, b"")
        self.open_footer()
        self.open_meta()
        self.open_manifest()

    def at(self, offset, count):
        self.file.seek(offset)
        return self.file.read(count)

    def open_footer(self):  # [9, step 1; 4.2]
        last = self.at(max(0, self.size - 9), 9)
        is_table = last[4:] == b"\0\xb1\xea\x92\x8f"
        table = 17 + 8 * int.from_bytes(last[:4], "little") if is_table else self.size
        for codec, start, size in ("zstd", self.size - table - 232, 232), ("gzip", self.size - 250, 250):
            record = unwrap(self.at(start, size), 224, codec) if start >= 0 else None
            if record and record[:16] == b"SMSBFOOT\1\0\xe0\0\0\0\0\0" and record[192:] == sha(record[:192]):
                (self.id, self.count, self.tar_size, self.footer, self.first_meta, self.meta_file,
                 self.meta_tar, self.manifest_at, self.manifest_size, self.manifest_sha, self.tags_sha,
                 self.last_link) = struct.unpack_from("<16s8Q32s32s32s", record, 16)
                self.codec, self.end, self.seal_size = codec, start + size, size - 96
                if (self.footer == start and self.first_meta < self.count and self.meta_file < start
                        and self.meta_tar <= self.manifest_at and self.tar_size < 1 << 63
                        and self.manifest_at + self.manifest_size <= self.tar_size):
                    return
        raise Finding("footer", "there is no valid footer")

    def open_meta(self):  # [9, step 2]; a unit is (offset, compressed bytes, tar offset, bytes of tar, digest)
        end, link, units = self.footer, self.last_link, []
        for number in range(self.count - 1, self.first_meta - 1, -1):
            start = end - self.seal_size
            seal = unwrap(self.at(start, self.seal_size), 128, self.codec) if start >= 0 else None
            if not seal or sha(seal) != link:
                raise Finding("seal", "the seal of META unit %d is damaged" % number)
            tar, count, compressed, digest, link = struct.unpack_from("<QII32s32s", seal, 40)
            end = start - compressed
            units.insert(0, (end, compressed, tar, count, digest))
        if (end, units[0][2]) != (self.meta_file, self.meta_tar):
            raise Finding("footer", "META begins elsewhere")
        self.units, self.starts = units, [unit[2] for unit in units]

    def open_manifest(self):  # [9, steps 3 and 4]
        text = self.read(self.manifest_at, self.manifest_size)
        body = text[:text[:-1].rfind(b"\n") + 1]
        last_line = b'"manifest_sha256":"%s"}\n' % sha(body).hex().encode()
        try:
            if sha(text) != self.manifest_sha or text != body + last_line:
                raise ValueError("its digest is wrong")
            manifest = parse_json(text)
            form, self.about, self.entries = manifest["format"], manifest["archive"], manifest["entries"]
            if form["name"] != "smsbackup-archive" or form["version"].split(".")[0] != "1" or form["requires"]:
                raise ValueError("version %(version)s, requires %(requires)s" % form)
            self.version = form["version"]
            units, tar = [], 0
            for offset, compressed, count, digest, *_ in manifest["units"]:
                units.append((offset, compressed, tar, count, bytes.fromhex(digest)))
                tar += count
            self.units = units + self.units
            self.starts = [unit[2] for unit in self.units]
            place = tar = 0
            for unit in self.units:
                if (place, tar) != (unit[0], unit[2]) or unit[3] > LARGEST_UNIT:
                    raise ValueError("the units do not follow one another")
                place, tar = place + unit[1] + self.seal_size, tar + unit[3]
            counts = (self.first_meta, self.count, self.footer, self.tar_size)
            if (len(units), len(self.units), place, tar) != counts:
                raise ValueError("the units are not those of the footer")
            if not self.id == self.units[0][4][:16] == bytes.fromhex(self.about["id"]):
                raise ValueError("the identifier is not that of unit 0")
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise Finding("manifest", repr(error))
        self.cache = (None, b"")

    def unit(self, index):
        if self.cache[0] != index:
            offset, compressed, _, count, digest = self.units[index]
            if count > LARGEST_UNIT or sha(self.at(offset, compressed)) != digest:
                raise Finding("unit", "unit at byte %d does not have its digest" % offset)
            try:
                self.cache = (index, decompress(self.at(offset, compressed), count, self.codec))
            except Exception as error:  # zlib and pyzstd have errors of their own
                raise Finding("decompression", "unit at byte %d: %s" % (offset, error))
        return self.cache[1]

    def pieces(self, offset, count):  # a range of the tar
        while count > 0:
            index = max(0, bisect.bisect_right(self.starts, offset) - 1)
            piece = self.unit(index)[max(0, offset - self.starts[index]):][:count]
            if not piece or offset < self.starts[index]:
                raise Finding("manifest", "byte %d of the tar lies in no unit" % offset)
            yield piece
            offset, count = offset + len(piece), count - len(piece)

    def read(self, offset, count):
        return b"".join(self.pieces(offset, count))

    def header(self, offset):  # [5.4]; what it says, and where the content begins
        pax, block = {}, self.block(offset)
        if block[156:157] == b"x":
            size = number(block[124:136])
            body, offset = self.read(offset + 512, size), offset + 512 + size + -size % 512
            while body:
                length = int(body[:body.index(b" ")])
                if not body[length - 1:length] == b"\n":
                    raise ValueError("malformed extended header")
                key, value = body[body.index(b" ") + 1:length - 1].split(b"=", 1)
                pax[key], body = value, body[length:]
            block = self.block(offset)
        return fields(block, pax), offset + 512

    def block(self, offset):
        block = self.read(offset, 512)
        if block[257:265] != b"ustar\00000" or number(block[148:156]) != sum(block) - sum(block[148:156]) + 256:
            raise ValueError("no tar header at byte %d" % offset)
        return block

    def expected(self, entry, found):  # what an entry's header must say
        bag, kind, time = self.about["bag"].encode() + b"/", entry["t"], nanoseconds(entry["mt"])
        path = (bag + raw(entry, "p")).rstrip(b"/")
        attributes, lists = {raw(x, "n"): bytes.fromhex(x["v"]) for x in entry.get("x", [])}, []
        for key, name in ("acl", b"system.posix_acl_access"), ("dacl", b"system.posix_acl_default"):
            digits = entry.get(key, "")
            lists.append(access_list(digits))
            if not is_exact(digits):
                attributes[name] = bytes.fromhex(digits)
        target = {"link": bag + raw(entry, "to"), "symlink": raw(entry, "to")}.get(kind, b"")
        return {
            "path": path + b"/" if kind == "dir" else path, "type": TYPES[kind], "target": target,
            "size": entry.get("s", found["size"]) if kind == "file" else 0, "permissions": header_mode(entry),
            "owner": (entry["u"], raw(entry, "un")), "group": (entry["g"], raw(entry, "gn")),
            "time": -10**9 if -10**9 < time < 0 else time,
            "attributes": attributes, "access": lists[0], "default access": lists[1]}

    def prove(self, entry, write=lambda piece: None):  # header, content, padding; gives where the padding ends
        path = raw(entry, "p")
        try:
            found, start = self.header(entry["h"])
            wanted = self.expected(entry, found)
            ranges = entry.get("data", [[0, found["size"]]])
            borders = [0] + [border for pair in ranges for border in pair] + [found["size"]]
        except (ValueError, IndexError, KeyError, TypeError) as error:
            raise Finding("header", "malformed: %r" % error, path)
        wrong = [key for key in wanted if wanted[key] != found[key]]
        if entry.get("o", start) != start or borders != sorted(borders):
            wrong.append("place of the content")
        if wrong:
            raise Finding("header", "tar and manifest disagree in " + ", ".join(wrong), path)
        digest, end = hashlib.sha256(), start + found["size"]
        for index, (first, last) in enumerate(zip(borders, borders[1:])):
            for piece in self.pieces(start + first, last - first):
                if index % 2 == 0 and any(piece):
                    raise Finding("content", "a hole that is not zeros", path)
                digest.update(piece)
                write(piece)
        if entry["t"] == "file" and entry.get("sha256", digest.hexdigest()) != digest.hexdigest():
            raise Finding("content", "the content is lost", path)
        if any(self.read(end, -end % 512)):
            raise Finding("padding", "padding that is not zeros", path)
        return end + -end % 512
