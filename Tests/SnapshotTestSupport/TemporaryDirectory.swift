// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A directory for one test, removed when the test drops it, also when something in it is read-
/// only; one that several tests share is removed when their process ends.
public final class TemporaryDirectory: Sendable {
    /// The directory's path, without links.
    public let path: String

    /// Makes a new directory, on tmpfs where there is one.
    public init() throws {
        let parents = ["/dev/shm", NSTemporaryDirectory()]
        let parent = parents.first { FileManager.default.isWritableFile(atPath: $0) } ?? "/tmp"
        var template = [UInt8]("\(parent)/smsbackup-test-XXXXXX".utf8) + [0]
        let made = template.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.flatMap { mkdtemp($0.assumingMemoryBound(to: CChar.self)) }
        }
        guard let made else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        path = String(cString: made)
        _ = Self.cleaning
        Self.standing.withLock { _ = $0.insert(path) }
    }

    deinit {
        // rm gives up on directories without write permission, which some tests make on purpose.
        _ = try? StockTool.run("chmod", ["-R", "u+rwX", path])
        _ = try? StockTool.run("rm", ["-rf", path])
        Self.standing.withLock { _ = $0.remove(path) }
    }

    /// Those of this process that are there; what is kept in a `static` is never dropped.
    private static let standing = Mutex<Set<String>>([])
    private static let cleaning: Void = {
        _ = atexit {
            // No `Process`, which may need what is gone by now.
            for path in TemporaryDirectory.standing.withLock({ $0 }) {
                system("chmod -R u+rwX '\(path)' 2>/dev/null; rm -rf '\(path)'")
            }
        }
    }()

    /// A path in the directory.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes a directory in it, with those above.
    @discardableResult
    public func makeDirectory(_ name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    /// Writes a file in it.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// The names in it, or in a directory in it, hidden ones included.
    public func names(in directory: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(directory)).sorted()
    }
}

/// The bytes of a file.
public func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}
