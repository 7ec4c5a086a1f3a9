// SPDX-License-Identifier: Apache-2.0

import Foundation
import Measuring

@testable import Snapshot

/// What is done with every unit of an archive, one step at a time and in one thread.
@main
enum Frames: String, CaseIterable {
    case hash
    case zstd1 = "zstd-1"
    case zstd2 = "zstd-2"
    case zstd3 = "zstd-3"
    case zstd6 = "zstd-6"
    case gzip1 = "gzip-1"
    case gzip6 = "gzip-6"
    case unzstd
    case ungzip
    case seal
    case readSeal = "read-seal"

    /// The bytes of tar in most units.
    private static let unitSize = 2 << 20

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.dropFirst().first) {
        case ("--header", nil): print(Stopwatch.header)
        case ("--list", nil): print(allCases.map(\.rawValue).joined(separator: "\n"))
        case (.some(let name), .some(let path)):
            guard let step = Frames(rawValue: name) else { fallthrough }
            print(try step.run(units(of: path)))
        default:
            FileHandle.standardError.write(
                Data("usage: frames --header | --list | STEP FILE\n".utf8))
            exit(64)
        }
    }

    private static func units(of path: String) throws -> [ByteBuffer] {
        let content = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return stride(from: 0, to: content.count, by: unitSize).map { start in
            let unit = ByteBuffer(capacity: unitSize)
            unit.append(content[start..<min(start + unitSize, content.count)])
            return unit
        }
    }

    private func run(_ units: [ByteBuffer]) throws -> String {
        var stopwatch = Stopwatch()
        let answer =
            switch self {
            case .hash: Self.hash(units, &stopwatch)
            case .zstd1: try Self.compress(units, .zstd, 1, &stopwatch)
            case .zstd2: try Self.compress(units, .zstd, 2, &stopwatch)
            case .zstd3: try Self.compress(units, .zstd, 3, &stopwatch)
            case .zstd6: try Self.compress(units, .zstd, 6, &stopwatch)
            case .gzip1: try Self.compress(units, .gzip, 1, &stopwatch)
            case .gzip6: try Self.compress(units, .gzip, 6, &stopwatch)
            case .unzstd: try Self.decompress(units, .zstd, &stopwatch)
            case .ungzip: try Self.decompress(units, .gzip, &stopwatch)
            case .seal: Self.seal(&stopwatch)
            case .readSeal: try Self.readSeal(&stopwatch)
            }
        return stopwatch.line(rawValue, answer: answer)
    }

    private struct Failure: Error {
        let message: String
    }

    private static func hash(_ units: [ByteBuffer], _ stopwatch: inout Stopwatch) -> String {
        var sum: UInt8 = 0
        for unit in units {
            let digest = stopwatch.measure(unit.count) {
                unit.withBytes { Hashing.digest(of: $0) }
            }
            sum ^= digest.bytes[0]
        }
        return "\(units.count) digests, \(sum)"
    }

    private static func compress(
        _ units: [ByteBuffer], _ codec: Compression.Codec, _ level: Int,
        _ stopwatch: inout Stopwatch
    ) throws -> String {
        let compressor = try compressor(codec, level)
        let frame = ByteBuffer(capacity: 2 * unitSize)
        var compressed = 0
        for unit in units {
            try stopwatch.measure(unit.count) { try compressor.compress(unit, into: frame) }
            compressed += frame.count
        }
        let ratio = Double(stopwatch.byteCount) / Double(max(1, compressed))
        return String(format: "%.3f to 1", ratio)
    }

    private static func decompress(
        _ units: [ByteBuffer], _ codec: Compression.Codec, _ stopwatch: inout Stopwatch
    ) throws -> String {
        let compressor = try compressor(codec, codec == .zstd ? 3 : 6)
        let decompressor = try codec.makeDecompressor()
        let frame = ByteBuffer(capacity: 2 * unitSize)
        let output = ByteBuffer(capacity: unitSize)
        for unit in units {
            try compressor.compress(unit, into: frame)
            try stopwatch.measure(unit.count) {
                try decompressor.decompress(frame, limit: unitSize, into: output)
            }
            let isSame = unit.withBytes { unit in output.withBytes { unit.elementsEqual($0) } }
            guard isSame else { throw Failure(message: "other bytes came out than went in") }
        }
        return "\(units.count) units, same bytes"
    }

    private static func compressor(
        _ codec: Compression.Codec, _ level: Int
    ) throws -> any FrameCompressing {
        guard let compression = Compression(codec, level: level) else {
            throw Failure(message: "\(codec) has no level \(level)")
        }
        return try compression.makeCompressor()
    }

    /// A chain of seals, as a capture makes it.
    private static func seal(_ stopwatch: inout Stopwatch) -> String {
        let last = stopwatch.measure(sealCount * Seal.size) {
            (0..<UInt64(sealCount)).reduce(Seal.noPrevious) { previous, number in
                Seal(archive: archive, unit: unit(number), previous: previous).link
            }
        }
        return "\(sealCount) seals, \(last[0])"
    }

    private static func readSeal(_ stopwatch: inout Stopwatch) throws -> String {
        let record = Seal(archive: archive, unit: unit(7), previous: Seal.noPrevious).bytes
        let read = stopwatch.measure(sealCount * Seal.size) {
            (0..<sealCount).count { _ in Seal(record, at: 1 << 30)?.unit.sequence == 7 }
        }
        guard read == sealCount else { throw Failure(message: "a seal is not read") }
        return "\(read) seals"
    }

    private static let sealCount = 100_000
    private static let digest = Hashing.digest(of: [1, 9, 9, 6])
    private static let archive = ArchiveID(unitZero: digest)

    private static func unit(_ number: UInt64) -> Snapshot.Unit {
        Snapshot.Unit(
            sequence: number, fileOffset: number << 20, compressedCount: 1 << 20,
            tarOffset: number << 21, count: 1 << 21, digest: digest, isMeta: false, isLast: false)
    }
}
