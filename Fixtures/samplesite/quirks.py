"""Things that a Linux file system can hold and a DOS site rarely does: for tests of completeness."""

import errno
import os
import stat
import struct
import unicodedata

from .tree import SECOND, moment

_WHEN = moment("1997-07-07 07:07:08")


def add(tree, root):
    """Everything stands in one directory of the site, QUIRKS. Returns what the file system refused."""
    folder = os.fsencode(root) + b"QUIRKS/"
    refused = []
    tree.directory(folder + b"EMPTY.DIR", _WHEN)
    tree.file(folder + b"EMPTY.DAT", b"", _WHEN)
    tree.file(folder + b"TARGET.TXT", b"The target of a link.\r\n", _WHEN)
    _link(tree, folder + b"LINK.TXT", b"TARGET.TXT")
    _link(tree, folder + b"DANGLING.TXT", b"NOWHERE/GONE.TXT")
    tree.file(folder + b"HARD1.DAT", b"One file with two names.\r\n", _WHEN)
    os.link(tree.absolute(folder + b"HARD1.DAT"), tree.absolute(folder + b"HARD2.DAT"))
    tree.files += 1
    _sparse(tree, folder + b"SPARSE.DAT")
    tree.file(folder + b"LINE\nBREAK.TXT", b"A name of two lines.\r\n", _WHEN)
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Caf\u00e9.txt").encode()
        tree.file(folder + name, f"Spelled in {form}.\r\n".encode(), _WHEN)
    tree.file(folder + b"BLANK ", b"A name that ends with a blank.\r\n", _WHEN)
    tree.file(folder + b"BEFORE70.TXT", b"Older than 1970.\r\n", moment("1969-07-20 20:17:40"))
    tree.file(folder + b"ONENANO.TXT", b"One nanosecond past the second.\r\n", _WHEN + 1)
    tree.file(folder + b"DOSATTR.DAT", b"Read-only, hidden, archive.\r\n", _WHEN)
    try:
        os.setxattr(tree.absolute(folder + b"DOSATTR.DAT"), "user.DOSATTRIB", dos_attributes(0x23, _WHEN))
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.EPERM):
            raise
        refused.append("user.DOSATTRIB")
    os.mkfifo(tree.absolute(folder + b"QUEUE.PIP"), 0o600)
    os.chmod(tree.absolute(folder + b"QUEUE.PIP"), stat.S_IRUSR | stat.S_IWUSR)
    os.utime(tree.absolute(folder + b"QUEUE.PIP"), ns=(_WHEN, _WHEN))
    return refused


def dos_attributes(attributes, created):
    """`user.DOSATTRIB` in Samba's version 5: an empty string, the version twice, which fields are valid, the fields."""
    filetime = (created // SECOND + 11_644_473_600) * 10_000_000 + created % SECOND // 100
    return struct.pack("<BxHHxxIIQ", 0, 5, 5, 0x11, attributes, filetime)


def _link(tree, path, target):
    os.symlink(target, tree.absolute(path))
    os.utime(tree.absolute(path), ns=(_WHEN, _WHEN), follow_symlinks=False)


def _sparse(tree, path):
    """A hole of 1 MiB, then 4 KiB of data."""
    data = tree.material.noise(4096, "sparse")
    tree.file(path, b"", _WHEN)
    with open(tree.absolute(path), "r+b") as file:
        file.seek(1 << 20)
        file.write(data)
    os.utime(tree.absolute(path), ns=(_WHEN, _WHEN))
    tree.bytes += (1 << 20) + len(data)
