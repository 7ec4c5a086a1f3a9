// SPDX-License-Identifier: Apache-2.0

public import Snapshot

/// A directory that passes for a site although it holds only what a test puts there.
///
/// Everything that the checklist demands is declared missing, and its code is `XXX`.
public struct BareSite: Sendable {
    /// The directory that holds the site, its archives and what is restored.
    public let directory: TemporaryDirectory

    /// Makes a site that holds a `SYSTEM.MAP` and nothing else.
    public init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("site/SMS")
        try write([UInt8]("map\r\n".utf8), to: "SYSTEM.MAP")
    }

    /// The site's directory.
    public var root: String { directory.file("site/SMS") }

    /// Writes a file of the site, with the directories above it.
    public func write(_ bytes: [UInt8], to name: String) throws {
        if let slash = name.lastIndex(of: "/") {
            try directory.makeDirectory("site/SMS/\(name[..<slash])")
        }
        try directory.write(bytes, to: "site/SMS/\(name)")
    }

    /// Runs a line of shell in the site's directory; a failure is an error.
    public func shell(_ line: String) throws {
        let result = try StockTool.shell("set -e; " + line, in: root)
        guard result.status == 0 else { throw Failure(message: result.errors) }
    }

    private struct Failure: Error {
        let message: String
    }

    /// The inputs of a capture of the site alone.
    public var inputs: CaptureInputs {
        var inputs = CaptureInputs(site: [UInt8](root.utf8))
        inputs.allowedMissing = Set(ComponentKind.allCases)
        return inputs
    }

    /// The same as arguments of the command.
    public var arguments: [String] {
        [root, "--allow-missing"] + ComponentKind.allCases.map(\.rawValue)
    }

    /// Captures the site into the file `name` beside it.
    @discardableResult
    public func capture(
        to name: String, _ codec: Compression.Codec = .zstd, workers: Int = 2,
        _ change: (inout CaptureOptions) -> Void = { _ in }
    ) throws -> CaptureReport {
        var options = try SampleSite.options(codec, workers: workers, name: "XXX-test")
        change(&options)
        return try Capture(inputs, options: options).run(to: .file(path(name)))
    }

    /// Verifies the archive `name`.
    public func verify(
        _ name: String, _ level: VerificationLevel = .full, workers: Int = 2
    ) throws -> VerificationReport {
        try Verification(level: level, workers: workers).run(path(name))
    }

    /// Restores the archive `name` into the directory `destination` beside it.
    @discardableResult
    public func restore(
        _ name: String, to destination: String, workers: Int = 2,
        _ change: (inout RestoreOptions) -> Void = { _ in }
    ) throws -> RestoreReport {
        var options = RestoreOptions(workers: workers)
        change(&options)
        return try Restoration(options).run(path(name), to: path(destination))
    }

    /// The path of something beside the site, as the library takes it.
    public func path(_ name: String) -> [UInt8] { [UInt8](directory.file(name).utf8) }
}

/// Bytes that do not compress, the same for the same seed.
public func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var numbers = SeededNumbers(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        let number = numbers.next()
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// Whether two runs of bytes are the same.
///
/// A failed `==` in `#expect` looks for the difference, which for megabytes takes hours.
public func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left == right
}
