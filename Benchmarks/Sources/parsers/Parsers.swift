// SPDX-License-Identifier: Apache-2.0

import Foundation
import Measuring
import Snapshot

/// Judges large documents of a site that are made as they are read, and never on a disk.
@main
enum Parsers: String, CaseIterable {
    case registryText = "registry-text"
    case registryTextWide = "registry-text-wide"
    case hive
    case tapeFormat = "tape-format"
    case opaqueDump = "opaque-dump"
    case controlFile = "control-file"
    case systemMap = "system-map"

    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "--header": print(Stopwatch.header)
        case "--list": print(allCases.map(\.rawValue).joined(separator: "\n"))
        case .some(let name):
            guard let parser = Parsers(rawValue: name) else { fallthrough }
            print(parser.run())
        default:
            print("usage: parsers --header | --list | NAME")
            exit(64)
        }
    }

    private func run() -> String {
        var stopwatch = Stopwatch()
        let answer =
            switch self {
            case .registryText: Self.registry(isWide: false, &stopwatch)
            case .registryTextWide: Self.registry(isWide: true, &stopwatch)
            case .hive: Self.hive(&stopwatch)
            case .tapeFormat: Self.backup(&stopwatch)
            case .opaqueDump: Self.dump(&stopwatch)
            case .controlFile: Self.controlFile(&stopwatch)
            case .systemMap: Self.systemMap(&stopwatch)
            }
        return stopwatch.line(rawValue, answer: answer)
    }

    /// 100 MB.
    private static func registry(isWide: Bool, _ stopwatch: inout Stopwatch) -> String {
        var parser = RegistryExportParser()
        var source = LargeRegistry(isWide: isWide)
        while stopwatch.byteCount < 100_000_000 {
            let piece = source.next()
            stopwatch.measure(piece.count) { parser.consume(piece) }
        }
        let export = stopwatch.measure(0) { parser.finish() }
        return "\(export.verdict.rawValue), \(export.counts.values) values"
    }

    /// 200 MB; the time to make a page is part of the measured time.
    private static func hive(_ stopwatch: inout Stopwatch) -> String {
        let source = LargeHive(pageCount: 48_828)
        let hive = stopwatch.measure(source.byteCount) {
            RegistryHive(
                reading: HiveReading(byteCount: source.byteCount) { (offset, count) throws(Never) in
                    source.read(at: offset, count: count)
                })
        }
        return "\(hive.verdict.rawValue), \(hive.counts.keys) keys, \(hive.counts.values) values"
    }

    /// 5.4 GB.
    private static func backup(_ stopwatch: inout Stopwatch) -> String {
        let source = LargeBackup(pageCount: 655_360)
        return dump(stopwatch: &stopwatch, source.pieces)
    }

    /// 2 GB of pages with some text in them.
    private static func dump(_ stopwatch: inout Stopwatch) -> String {
        let piece = (0..<1 << 20).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 11)) }
        return dump(stopwatch: &stopwatch, Array(repeating: piece[...], count: 2_000))
    }

    private static func dump(
        stopwatch: inout Stopwatch, _ pieces: [ArraySlice<UInt8>]
    ) -> String {
        var reader = DatabaseDumpReader(fileName: Array("SMSDUMP.DAT".utf8))
        for piece in pieces { stopwatch.measure(piece.count) { reader.consume(piece) } }
        let dump = stopwatch.measure(0) { reader.finish() }
        return "\(dump.verdict.rawValue), \(dump.name)"
    }

    /// The largest that is read, 2 MiB, 48 times.
    private static func controlFile(_ stopwatch: inout Stopwatch) -> String {
        let file = LargeText.controlFile
        var problems = 0
        for _ in 0..<48 {
            problems += stopwatch.measure(file.count) {
                SiteControlFile.parse(file).problems.count
            }
        }
        return "\(problems) problems"
    }

    /// The largest that is read, 4 MiB, 24 times.
    private static func systemMap(_ stopwatch: inout Stopwatch) -> String {
        let file = LargeText.systemMap
        var entries = 0
        var problems = 0
        for _ in 0..<24 {
            let map = stopwatch.measure(file.count) { SystemMap.parse(file) }
            entries = map.value.entryCount
            problems += map.problems.count
        }
        return "\(entries) entries, \(problems) problems"
    }
}
