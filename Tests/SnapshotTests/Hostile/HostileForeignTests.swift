// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// Hostile archives that are not ours, given to the command as root and as an ordinary user.
///
/// The short form gives the plain tar to root and the one in zstd to an ordinary user; the full form
/// gives all of them, in gzip too, to both.
@Suite("Hostile foreign archives, given to the command")
struct HostileForeignTests {
    private static let isFull = HostileCampaignTests.isFull

    @Test func `there are as many cases as the document says`() {
        let cases = HostileForeign.cases
        #expect(cases.count == Set(cases.map(\.testDescription)).count)
        #expect(cases.count == 62)
    }

    @Test(arguments: HostileForeign.cases)
    func `is refused or contained`(hostile: HostileTar) throws {
        for (codec, isOrdinary) in Self.forms {
            let scene = try HostileScene()
            try scene.write(hostile.make(), codec)
            // What only reads is the same for everybody.
            if Self.isFull || !isOrdinary {
                let verified = try scene.run(["verify", "a"], ordinary: isOrdinary)
                #expect(verified.status == 2)
                #expect(verified.says("[archive-foreign]"), "\(verified.text)")
                #expect(verified.says(hostile.verify), "\(verified.text)")
                for words in [["restore", "--dry-run", "a", "out"], ["list", "-l", "a"]] {
                    let run = try scene.run(words, ordinary: isOrdinary)
                    #expect([2, 3].contains(run.status), "\(run.text)")
                }
            }
            let restored = try scene.run(["restore", "a", "out"], ordinary: isOrdinary)
            #expect(restored.status == hostile.status, "\(restored.text)")
            #expect(restored.says(hostile.restore), "\(restored.text)")
            #expect(try bytes(of: scene.out("good")) == [UInt8]("good\n".utf8))
            try scene.expectContained(allowed: hostile.allowed.union(["good"]))
        }
    }

    private static var forms: [(Compression.Codec?, Bool)] {
        isFull
            ? ([nil, .zstd, .gzip] as [Compression.Codec?]).flatMap { [($0, false), ($0, true)] }
            : [(nil, false), (.zstd, true)]
    }

    /// The hostile archives of ours whose tars differ: many lie in their manifest only.
    private static let distinctCases: [HostileCase] = {
        var known: Set<[UInt8]> = []
        return HostileCampaignTests.cases.filter { hostile in
            var forgery = Forgery()
            hostile.tell(&forgery)
            // What cannot be made fails in the test itself.
            return (try? forgery.foreignTar(.zstd)).map { known.insert($0).inserted } ?? true
        }
    }()

    /// Their tars, without anything of ours around them.
    @Test(arguments: distinctCases)
    func `is contained as a tar of somebody else`(hostile: HostileCase) throws {
        for codec in Self.isFull ? [nil, .zstd, .gzip] : [.zstd] as [Compression.Codec?] {
            var forgery = Forgery()
            forgery.codec = codec ?? .zstd
            hostile.tell(&forgery)
            let scene = try HostileScene()
            try scene.write(frames: forgery.foreignTar(codec))
            for words in [["verify", "a"], ["restore", "a", "out"]] {
                let run = try scene.run(words, ordinary: codec == .gzip)
                #expect([2, 3].contains(run.status), "\(words): \(run.status) \(run.text)")
            }
            try scene.expectContained(allowed: nil)
        }
    }

    @Test func `small archives that want to become large are bounded`() throws {
        let zeros = [UInt8](repeating: 0, count: 1_024)
        let scene = try HostileScene()
        // Thousands of directories, and of names that are refused, in a few kilobytes.
        let many = RawHeader("d", type: "5", size: 0).bytes
        let refused = HostileTar.file("../" + String(repeating: "n", count: 90))
        for (block, count) in [(many, 40_000), (refused, 20_000)] {
            var tar: [UInt8] = []
            tar.reserveCapacity(block.count * count)
            for _ in 0..<count { tar += block }
            try scene.write(tar + zeros, .zstd)
            for words in [["verify", "a"], ["list", "a"], ["restore", "a", "out"]] {
                let run = try scene.run(words, ordinary: false)
                #expect(run.status == 2, "\(run.text.prefix(300))")
                #expect(run.text.contains("more members than a file of this size can hold"))
            }
            try scene.expectContained(allowed: ["d"])
        }
    }

    @Test func `a window that is too large is not taken`() throws {
        let scene = try HostileScene()
        try scene.write(HostileTar.file("good", "good\n") + noise(1 << 20), nil)
        let line = "zstd -q --ultra -22 --long=31 --no-content-size < a > b; mv b a; chmod 644 a"
        #expect(try StockTool.shell(line, in: scene.directory.path).status == 0)
        let run = try scene.run(["verify", "a"], ordinary: false)
        #expect(run.status == 2)
    }
}

/// A directory with an archive, a place for what is restored, and something that must stay.
private struct HostileScene {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("outside")
        try directory.write([UInt8]("mine\n".utf8), to: "outside/victim")
        chmod(directory.path, 0o755)
    }

    func out(_ name: String) -> String { directory.file("out/\(name)") }

    func write(_ tar: [UInt8], _ codec: Compression.Codec?) throws {
        guard let codec else { return try write(frames: tar) }
        let (raw, frame) = (ByteBuffer(capacity: tar.count), ByteBuffer(capacity: 64))
        raw.append(tar)
        try compression(codec).makeCompressor().compress(raw, into: frame)
        try write(frames: frame.bytes)
    }

    func write(frames: [UInt8]) throws {
        try directory.write(frames, to: "a")
        chmod(directory.file("a"), 0o644)
        try StockTool.shell("chmod -Rf u+rwX out; rm -rf out", in: directory.path)
        mkdir(directory.file("out"), 0o777)
        chmod(directory.file("out"), 0o777)
    }

    func run(_ words: [String], ordinary isOrdinary: Bool) throws -> MeasuredCommand {
        let prefix =
            isOrdinary && OrdinaryUser.isThere ? MeasuredCommand.asOrdinaryUser : []
        let line = "cd \"$0\"; umask 000; exec \"$@\""
        let before = try outside()
        let run = try MeasuredCommand(
            ["sh", "-c", line, directory.path] + prefix + [BuiltCommand.path] + words,
            in: directory.path)
        #expect(run.status < 128, "\(words) \(run.text.prefix(500))")
        #expect(run.seconds <= HostileCampaignTests.mostSeconds, "\(words): \(run.seconds) s")
        let isQuiet = run.text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n"
                || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
                    && !(0x202A...0x202E).contains(scalar.value))
        }
        #expect(isQuiet && String(validating: run.output, as: UTF8.self) != nil, "\(words)")
        #expect(try outside() == before, "\(words)")
        #expect(access("/dev/shm/smsbackup-evil", F_OK) != 0)
        return run
    }

    /// What must not change: everything beside the destination.
    private func outside() throws -> [String: TreeState.Node] {
        var nodes = try TreeState(directory.file("outside")).nodes
        for name in try directory.names() where !name.hasPrefix(".") && name != "out" {
            nodes["/" + name] = try TreeState(directory.file(name)).nodes["."]
        }
        return nodes
    }

    /// Below the destination there are only files, directories and links that may be there, without
    /// rights that nobody asked for; `nil`: of any name.
    func expectContained(allowed: Set<String>?) throws {
        let found = try StockTool.shell(
            "find out -mindepth 1 ! -type f ! -type d ! -type l -o -perm /6000", in: directory.path)
        #expect(found.text == "")
        let names = try StockTool.shell(
            "find out -mindepth 1 -maxdepth 1 -printf '%P\\0'", in: directory.path)
        for name in names.text.split(separator: "\0") {
            #expect(allowed?.contains(String(name)) ?? true, "\(name)")
        }
        let privileges = try StockTool.shell(
            "getfattr -R -h -P -d -m '^(security|trusted)' out 2>/dev/null | head -5",
            in: directory.path)
        #expect(privileges.text == "")
    }
}

extension MeasuredCommand {
    /// Whether the output has a text; an empty one is nowhere missing.
    fileprivate func says(_ text: String) -> Bool { text.isEmpty || self.text.contains(text) }
}

extension Forgery {
    /// The payload alone as somebody else's tar: the same members and frames, without the archive's
    /// own files, seals and manifest.
    func foreignTar(_ codec: Compression.Codec?) throws -> [UInt8] {
        var all: [UInt8] = []
        func add(_ raw: ByteBuffer, _ index: Int?) throws {
            guard let codec else {
                all += raw.bytes
                return
            }
            if let index, let repack = repack[index] {
                all += try repack(raw.bytes, codec).frame
                return
            }
            let frame = ByteBuffer(capacity: 64)
            try compression(codec).makeCompressor().compress(raw, into: frame)
            all += frame.bytes
        }
        // Its first member is one that every reader takes, so that it is looked at at all.
        let first = ByteBuffer(capacity: 2_048)
        first.append(HostileTar.file("good", "good\n"))
        try add(first, nil)
        let encoder = TarHeaderEncoder(bag: [])
        for (index, unit) in units.enumerated() {
            let raw = ByteBuffer(capacity: 4_096)
            for member in unit where member.isInTar || member.rawHeader != nil {
                if let bytes = member.rawHeader {
                    raw.append(bytes)
                } else {
                    try encoder.append(member.header ?? member.entry, to: raw)
                }
                raw.append(member.content)
                raw.pad(toMultipleOf: TarHeaderEncoder.blockSize)
            }
            try add(raw, index)
        }
        let end = ByteBuffer(capacity: 1_024)
        end.appendZeros(1_024)
        try add(end, nil)
        return all
    }
}
