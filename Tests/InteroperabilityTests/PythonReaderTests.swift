// SPDX-License-Identifier: Apache-2.0

import Snapshot
import SnapshotTestSupport
import Testing

@Suite("Python's readers")
struct PythonReaderTests {
    /// A script that gets the zstd archive, the gzip archive and the plain tars of both, and ends with
    /// status 0 when its reader agrees with them.
    struct Script: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ name: String, _ text: String) {
            testDescription = name
            self.text = text
        }

        private static let start = """
            import random, sys, tarfile
            zst, gz, zst_tar, gz_tar = sys.argv[1:]
            tar, other = open(zst_tar, "rb").read(), open(gz_tar, "rb").read()
            members = len(tarfile.open(zst_tar).getmembers())

            """

        static let all = [
            Script(
                "Python 3.14's tarfile gives every member",
                start + """
                    from backports.zstd import tarfile as newer
                    for mode in ("r:zst", "r:*"):
                        assert len(newer.open(zst, mode).getmembers()) == members, mode
                    """),
            Script(
                "Python 3.14's tarfile does not give a short list of a stream",
                start + """
                    from backports.zstd import tarfile as newer
                    try:
                        list(newer.open(zst, "r|zst"))
                        raise SystemExit("no error")
                    except (EOFError, newer.ReadError):
                        pass
                    """),
            Script(
                "zstandard reads the same tar",
                start + """
                    import zstandard
                    with open(zst, "rb") as file:
                        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
                        assert reader.read() == tar
                    """),
            Script(
                "pyzstd reads the same tar",
                start + """
                    import pyzstd
                    assert pyzstd.ZstdFile(zst).read() == tar
                    """),
            Script(
                "rapidgzip reads the same tar",
                start + """
                    import rapidgzip
                    with rapidgzip.open(gz) as file:
                        assert file.read() == other
                    """),
            Script(
                "indexed_zstd reads at any offset by our seek table",
                start + """
                    import indexed_zstd
                    numbers = random.Random(1)
                    file = indexed_zstd.IndexedZstdFile(zst)
                    for _ in range(200):
                        offset, count = numbers.randrange(len(tar)), numbers.randrange(1, 100000)
                        file.seek(offset)
                        assert file.read(count) == tar[offset:offset + count], offset
                    """),
            Script(
                "fsspec reads one file out of either",
                start + """
                    import fsspec
                    for path, codec in ((zst, "zstd"), (gz, "gzip")):
                        files = fsspec.filesystem("tar", fo=path, compression=codec)
                        name = next(n for n in files.find("") if n.endswith("site-control/SITECTRL.CT0"))
                        wanted = tarfile.open(zst_tar).extractfile(name).read()
                        assert files.cat(name) == wanted and files.info(name)["size"] == len(wanted)
                    """),
        ]
    }

    @Test(.enabled(if: StockTool.isThere("ratarmount")), arguments: Script.all)
    func `it agrees with the tar`(script: Script) throws {
        let site = try ArchivedSite.plain.get()
        let directory = try TemporaryDirectory()
        let tars = try Compression.Codec.allCases.map { codec in
            let plain = directory.file("\(codec.rawValue).tar")
            let program = codec == .zstd ? "zstd" : "gzip"
            let unpacked = try StockTool.run(
                program, ["-dcq", site.archive(codec)], output: plain)
            #expect(unpacked.status == 0)
            return plain
        }
        let python = try StockTool.run(
            "python", ["-c", script.text, site.archive(.zstd), site.archive(.gzip)] + tars)
        #expect(python.status == 0, "\(python.errors)")
    }
}
