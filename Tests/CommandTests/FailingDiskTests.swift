// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

/// A disk that fails half way is no damage: nothing is known about the archive then.
@Suite("A disk that fails", .enabled(if: StockTool.isThere("cc")))
struct FailingDiskTests {
    /// Answers reads of one file that touch 512 bytes of it with EIO, like a disk with a bad sector.
    private static let shim = #"""
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        #include <sys/stat.h>
        #include <unistd.h>

        static int fails(int descriptor, long start, long end) {
            struct stat status, wanted;
            const char *path = getenv("SHIM_FILE"), *from = getenv("SHIM_FROM");
            return path && from && fstat(descriptor, &status) == 0 && stat(path, &wanted) == 0 &&
                   status.st_ino == wanted.st_ino && end > atol(from) && start < atol(from) + 512;
        }

        ssize_t pread64(int descriptor, void *buffer, size_t size, off64_t offset) {
            ssize_t (*real)(int, void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pread64");
            ssize_t count = real(descriptor, buffer, size, offset);
            if (count > 0 && fails(descriptor, offset, offset + count)) { errno = EIO; return -1; }
            return count;
        }

        ssize_t read(int descriptor, void *buffer, size_t size) {
            ssize_t (*real)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
            off_t offset = lseek(descriptor, 0, SEEK_CUR);
            ssize_t count = real(descriptor, buffer, size);
            if (count > 0 && offset >= 0 && fails(descriptor, offset, offset + count)) {
                errno = EIO;
                return -1;
            }
            return count;
        }

        ssize_t pread(int descriptor, void *buffer, size_t size, off_t offset) {
            return pread64(descriptor, buffer, size, offset);
        }
        """#

    private struct Disk {
        let directory: TemporaryDirectory
        let archive: String

        init(_ archive: String) throws {
            directory = try TemporaryDirectory()
            self.archive = archive
            try directory.write([UInt8](FailingDiskTests.shim.utf8), to: "shim.c")
            let compiled = try StockTool.run(
                "cc", ["-shared", "-fPIC", "-o", "shim.so", "shim.c", "-ldl"], in: directory.path)
            try #require(compiled.status == 0, "\(compiled.errors)")
        }

        func run(_ arguments: [String], failingAt offset: Int) throws -> StockTool.Result {
            try BuiltCommand.run(
                arguments,
                environment: [
                    "LD_PRELOAD": directory.file("shim.so"), "SHIM_FILE": archive,
                    "SHIM_FROM": String(offset),
                ])
        }
    }

    @Test(arguments: ["quick", "full"])
    func `verify says that it could not look, with status 1`(level: String) throws {
        let site = try Session.site
        for archive in [site.zstdArchive, site.gzipArchive] {
            let disk = try Disk(archive)
            let size = try bytes(of: archive).count
            // Past the end nothing fails: the library itself changes nothing.
            try disk.run(["verify", "-q", "--level", level, archive], failingAt: size).expect(0)
            // The end, without which nothing is known, the middle, and the start.
            for offset in [size - 1, size / 2, 0] {
                let result = try disk.run(
                    ["verify", "--level", level, archive], failingAt: offset)
                result.expect(1)
                #expect(result.text == "", "at \(offset)")
                result.expectMessage("error: cannot verify \"\(archive)\"; nothing is proved: ")
                #expect(result.errors.contains("Input/output error"))
            }
        }
    }

    @Test func `the archives beside it are verified all the same`() throws {
        let site = try Session.site
        let disk = try Disk(site.zstdArchive)
        let result = try disk.run(
            ["verify", "--json", site.zstdArchive, site.gzipArchive], failingAt: 50_000)
        result.expect(1)
        #expect(result.text.contains("\"verdict\" : \"intact\""))
        #expect(!result.text.contains("\"verdict\" : \"damaged\""))
        #expect(result.text.contains("Input/output error"))
    }

    @Test func `salvage does not take it for damage either`() throws {
        let archive = try Session.archive
        let disk = try Disk(archive)
        let result = try disk.run(
            ["salvage", archive, disk.directory.file("out")], failingAt: 50_000)
        result.expect(1)
        result.expectMessage("error: cannot salvage \"\(archive)\": ")
        result.expectMessage("hint: a disk that fails is copied first")
    }

    /// The disk of the site fails, not that of the archive.
    @Test(arguments: [["diff"], ["verify", "--level", "quick", "--against"]])
    func `a live file that cannot be read is no difference`(command: [String]) throws {
        let site = try Session.site
        let file = site.site.root + "/NETMON/X86/NAL.DLL"
        let disk = try Disk(file)
        let inputs = try Session.inputs
        let arguments =
            command == ["diff"]
            ? command + [site.zstdArchive] + inputs
            : command + [site.site.root, site.zstdArchive] + inputs.dropFirst()
        try disk.run(arguments, failingAt: 1 << 40).expect(0)
        let result = try disk.run(arguments, failingAt: 0)
        result.expect(1)
        let isTold = result.errors.split(separator: "\n").contains {
            $0.hasPrefix("smsbackup: error: could not be compared: ") && $0.contains("NAL.DLL")
                && $0.contains("Input/output error")
        }
        #expect(isTold, "\(result.errors)")
        #expect(!result.text.contains("NAL.DLL"), "\(result.text)")
        #expect(!result.text.contains("no difference") && !result.text.contains("as it was"))
    }
}
