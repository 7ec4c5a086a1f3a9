#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent reader of smsbackup archives, written from docs/FORMAT.md alone.

    reader.py verify ARCHIVE          every finding, one a line; status 2 if there is any
    reader.py list ARCHIVE
    reader.py extract ARCHIVE DIR     DIR must not exist

It shares no code with the product, so that both do not make the same mistake. Numbers in brackets are
sections of docs/FORMAT.md. Needs Python 3.9 and, for zstd, the module pyzstd.
"""
import json, os, struct, sys

sys.dont_write_bytecode = True
from archive import Archive
from decoding import Finding, nanoseconds, parse_json, raw, sha, wrap

CHECKLIST = "smsbackup/checklist.json"


def check_path(path):  # [6.1]
    names = path.split(b"/")
    if len(path) > 65536 or b"\0" in path or any(n in (b"", b".", b"..") or len(n) > 255 for n in names):
        raise Finding("manifest", "it is no path", path)
    if names[0] not in (b"data", b"overlay"):
        raise Finding("manifest", "it lies outside data/ and overlay/", path)


def quick(archive):  # [10]
    link, pairs = bytes(32), b""
    for index, (offset, compressed, tar, count, digest) in enumerate(archive.units):
        if sha(archive.at(offset, compressed)) != digest:
            yield Finding("unit", "unit at byte %d does not have its digest" % offset)
        flags = (index >= archive.first_meta) + 2 * (index == archive.count - 1)
        seal = struct.pack("<8sHHI16sQQII32s32s", b"SMSBSEAL", 1, 128, flags, archive.id, index, tar, count,
                           compressed, digest, link)
        seal += sha(seal)[:8]
        if archive.at(offset + compressed, archive.seal_size) != wrap(seal, archive.codec):
            yield Finding("seal", "the seal of unit %d is not what it must be" % index)
        link = sha(seal)
        pairs += struct.pack("<4I", compressed, count, 136, 0)
    if link != archive.last_link:
        yield Finding("footer", "another chain of seals")
    pairs += struct.pack("<2I", 232, 0)
    table = struct.pack("<2I", 0x184D2A5E, len(pairs) + 9) + pairs  # [4.3]
    table += struct.pack("<IBI", len(pairs) // 8, 0, 0x8F92EAB1)
    if archive.at(archive.end, archive.size) != (table if archive.codec == "zstd" else b""):
        yield Finding("seek-table", "what follows the footer is not what it must be")


def digest_lists(entries):  # [7] manifest-sha256.txt, overlay.sha256, Payload-Oxum
    bag, overlay, files, size = b"", b"", 0, 0
    for entry in entries:
        path, digest = raw(entry, "p"), entry.get("sha256", "").encode()
        if path.startswith(b"data/") and digest:
            bag, files, size = bag + digest + b"  " + path + b"\n", files + 1, size + entry["s"]
        elif entry["t"] == "file":
            escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
            overlay += (b"\\" if escaped != path else b"") + digest + b"  " + escaped + b"\n"
    return bag, overlay, "%d.%d" % (size, files)


def description(archive):  # [7.1] archive.json
    about = dict(archive.about)
    about.pop("id")
    about = dict({"format": "smsbackup-archive", "version": archive.version, "requires": []}, **about)
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode() + b" "
    return text.ljust(max(1024, len(text) + -len(text) % 512) - 1) + b"\n"


def tag_files(archive):  # [5.1]; for HEAD and META: path, and the bytes that it must have where they are known
    about = archive.about
    bag, overlay, oxum = digest_lists(archive.entries)
    facts = [("Bag-Software-Agent", about["tool"]), ("Bagging-Date", about["created"][:10]),
             ("External-Identifier", about["site"]["code"]), ("Internal-Sender-Identifier", about["bag"]),
             ("Payload-Oxum", oxum)]
    information = "".join("%s: %s\n" % fact for fact in facts).encode()
    head = [("", None), ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
            ("smsbackup", None), ("smsbackup/archive.json", description(archive)), ("smsbackup/RESTORE.txt", None)]
    meta = [("bag-info.txt", information), ("manifest-sha256.txt", bag), ("smsbackup/overlay.sha256", overlay),
            (CHECKLIST, None), ("smsbackup/manifest.json", None), ("tagmanifest-sha256.txt", None)]
    return head, meta if overlay else meta[:2] + meta[3:]


def is_next(archive, path, place):  # whether the member at a place of the tar is this tag file
    try:
        return archive.header(place)[0]["path"] == archive.about["bag"].encode() + b"/" + path.encode()
    except (ValueError, IndexError, KeyError, TypeError):
        return True  # whoever proves it says what is wrong


def check_checklist(data):  # [7.2]
    try:
        about = parse_json(data)
        right = about["format"] == "smsbackup-checklist" and about["version"].split(".")[0] == "1"
        for check in about["checks"]:
            verdict, level = check["verdict"], check.get("level")
            right &= level in {"PASS": (None,), "NO EVIDENCE": (None,), "NOTICE": ("notice",),
                               "FAIL": ("critical", "error", "warning")}[verdict]
            right &= all(isinstance(check[key], str) for key in ("code", "examined", "found"))
            right &= verdict != "FAIL" or bool(check["advice"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Finding("bag", "malformed: %r" % error, CHECKLIST.encode())
    if not right:
        raise Finding("bag", "not a checklist of version 1", CHECKLIST.encode())


def check_tags(archive, members, place, lines):  # gives where they end; `lines` are those of the tag manifest
    for path, wanted in members:
        if path == CHECKLIST and not is_next(archive, path, place):
            continue  # archives of earlier versions have none
        is_directory, data = path in ("", "smsbackup"), []
        entry = {"p": path, "t": "dir" if is_directory else "file", "m": "0755" if is_directory else "0644",
                 "u": 0, "g": 0, "un": "root", "gn": "root", "mt": archive.about["created"], "h": place}
        place, data = archive.prove(entry, data.append), b"".join(data)
        if path == "tagmanifest-sha256.txt":
            wanted = b"".join(sorted(lines, key=lambda line: line[66:]))
            if sha(data) != archive.tags_sha:
                raise Finding("bag", "the footer has another digest", path.encode())
        elif not is_directory:
            lines.append(sha(data).hex().encode() + b"  " + path.encode() + b"\n")
        if path == CHECKLIST:
            check_checklist(data)
        if wanted is not None and data != wanted:
            raise Finding("bag", "not what the manifest demands", path.encode())
    return place


def full(archive):  # [10]
    seen, lines, place, (head, meta) = {}, [], None, tag_files(archive)
    try:
        place = check_tags(archive, head, 0, lines)
    except Finding as finding:
        yield finding
    for entry in archive.entries:
        path, content = raw(entry, "p"), (entry.get("s"), entry.get("sha256"))
        try:
            check_path(path)
            if path in seen:
                yield Finding("manifest", "it occurs twice", path)
            if entry["t"] == "link" and seen.get(raw(entry, "to")) != content:
                yield Finding("manifest", "a link to no earlier file with its digest", path)
            seen[path] = content if entry["t"] == "file" else None
            if place not in (None, entry["h"]):
                yield Finding("padding", "bytes before it belong to nothing", path)
            place = None
            place = archive.prove(entry)
        except Finding as finding:
            yield finding
            if finding.code in ("unit", "decompression"):
                yield Finding("content", "its bytes cannot be had", path)
    if place not in (None, archive.meta_tar):
        yield Finding("padding", "bytes between the entries and META belong to nothing")
    try:
        if len(lines) == 3:  # without HEAD the tag manifest cannot be foretold
            end = check_tags(archive, meta, archive.meta_tar, lines)
            if archive.tar_size % 10240 or any(map(any, archive.pieces(end, archive.tar_size - end))):
                yield Finding("bag", "the tar does not end as it should")
    except Finding as finding:
        yield finding


def verify(path):
    findings = {}
    try:
        archive = Archive(path)
        for check in (quick, full):
            findings.update(dict.fromkeys(map(str, check(archive))))
    except Finding as finding:
        findings[str(finding)] = None
    print("\n".join(findings) or "intact: %d entries, %d units" % (len(archive.entries), archive.count))
    return 2 if findings else 0


def listing(path):
    for entry in Archive(path).entries:
        print(entry["t"], entry["m"], entry.get("s", "-"), entry["mt"], ascii(os.fsdecode(raw(entry, "p"))))
    return 0


def extract(path, root):
    archive, made, status = Archive(path), [], 0

    def below(name):
        check_path(name)
        return os.path.join(os.fsencode(root), name.partition(b"/")[2])

    os.mkdir(root)
    for kind in ("file", "link", "symlink", "dir"):  # nothing is ever written through a symbolic link
        for entry in archive.entries:
            if entry["t"] == kind:
                target = below(raw(entry, "p"))
                try:
                    create(archive, entry, target, below)
                    made.append((entry, target))
                except (Finding, FileNotFoundError) as problem:  # a link's file may not have come back
                    print(problem)
                    status = 2
    for entry, target in made:  # in the archive's order what is in a directory comes before it
        set_attributes(entry, target)
    return status


def create(archive, entry, target, below):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if entry["t"] == "file":
        try:
            with open(target, "xb") as out:
                archive.prove(entry, out.write)
        except Finding:
            os.remove(target)
            raise
        return
    archive.prove(entry)
    if entry["t"] == "link":
        os.link(below(raw(entry, "to")), target)
    elif entry["t"] == "symlink":
        os.symlink(raw(entry, "to"), target)
    else:
        os.makedirs(target, exist_ok=True)


def set_attributes(entry, target):
    if os.geteuid() == 0:
        os.chown(target, entry["u"], entry["g"], follow_symlinks=False)
    if entry["t"] != "symlink":
        for attribute in entry.get("x", []):
            os.setxattr(target, raw(attribute, "n"), bytes.fromhex(attribute["v"]))
        os.chmod(target, int(entry["m"], 8))
        for key, name in ("acl", "system.posix_acl_access"), ("dacl", "system.posix_acl_default"):
            if key in entry:
                os.setxattr(target, name, bytes.fromhex(entry[key]))
    time = nanoseconds(entry["mt"])
    os.utime(target, ns=(time, time), follow_symlinks=False)


def main(command="", *arguments):
    commands = {("verify", 1): verify, ("list", 1): listing, ("extract", 2): extract}
    if (command, len(arguments)) not in commands:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        return commands[command, len(arguments)](*arguments)
    except (Finding, OSError) as problem:
        print("reader.py:", problem, file=sys.stderr)
        return 2 if isinstance(problem, Finding) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
