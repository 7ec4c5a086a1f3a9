// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("verify")
struct VerifyTests {
    @Test func `intact archives are status 0, whatever their compression`() throws {
        let site = try Session.site
        let archives = [site.zstdArchive, site.gzipArchive]
        for level in ["quick", "full"] {
            let result = try BuiltCommand.run(["verify", "--level", level] + archives)
            result.expect(0)
            #expect(result.errors == "")
            let lines = result.text.split(separator: "\n")
            #expect(lines.count == 2)
            for (line, archive) in zip(lines, archives) {
                #expect(line.hasPrefix("\"\(archive)\": intact (\(level)): "), "\(line)")
            }
        }
        let quiet = try BuiltCommand.run(["verify", "-q"] + archives)
        #expect((quiet.status, quiet.text, quiet.errors) == (0, "", ""))
    }

    @Test func `one archive that is not there does not hide the others`() throws {
        let directory = try TemporaryDirectory()
        let archive = try Session.archive
        let result = try BuiltCommand.run(["verify", directory.file("none"), archive])
        result.expect(1)
        result.expectMessage("error: there is no archive \"\(directory.file("none"))\"")
        #expect(result.text.hasPrefix("\"\(archive)\": intact (full): "))
    }

    @Test(arguments: ["quick", "full"])
    func `a flipped bit is status 2, also beside intact archives`(level: String) throws {
        let directory = try TemporaryDirectory()
        let archive = try Session.archive
        let good = try bytes(of: archive)
        let damaged = try directory.write(
            Damage.flippedBit(good.count * 4).applied(to: good), to: "damaged.tar.zst")
        let result = try BuiltCommand.run(["verify", "--level", level, archive, damaged])
        result.expect(2)
        #expect(result.text.contains("\"\(archive)\": intact (\(level)): "))
        #expect(result.text.contains("\"\(damaged)\": [unit] unit "))
        #expect(result.text.contains("\"\(damaged)\": DAMAGED (\(level)): "))
        let quiet = try BuiltCommand.run(["verify", "-q", "--level", level, archive, damaged])
        quiet.expect(2)
        #expect(quiet.text.contains("DAMAGED"))
        #expect(!quiet.text.contains("intact"))
        #expect(try bytes(of: damaged).count == good.count)
    }

    /// A file that is no archive, and what is said of it.
    struct Stranger: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let content: [UInt8]
        let message: String
    }

    static let strangers = [
        Stranger(testDescription: "an empty file", content: [], message: "the file is empty"),
        Stranger(
            testDescription: "a text", content: [UInt8]("not an archive\n".utf8),
            message: "the file is no smsbackup archive"),
        Stranger(
            testDescription: "the start of a zstd stream",
            content: [0x28, 0xB5, 0x2F, 0xFD] + [UInt8](repeating: 7, count: 600),
            message: "there is no intact footer at the end of its 604 bytes"),
    ]

    @Test(arguments: strangers) func `a file that is no archive is never fine`(file: Stranger)
        throws
    {
        let directory = try TemporaryDirectory()
        let path = try directory.write(file.content, to: "file")
        let verify = try BuiltCommand.run(["verify", path])
        verify.expect(2)
        #expect(verify.text.contains("\"\(path)\": [footer] \(file.message)"), "\(verify.text)")
        for command in [
            ["list", path], ["show", path], ["restore", path, directory.file("out")],
        ] {
            let result = try BuiltCommand.run(command)
            result.expect(2)
            #expect(result.text == "")
            result.expectMessage("error: archive \"\(path)\" is damaged: \(file.message)")
        }
        #expect(try directory.names() == ["file"])
    }
}
