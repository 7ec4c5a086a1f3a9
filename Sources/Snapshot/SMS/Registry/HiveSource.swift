// SPDX-License-Identifier: Apache-2.0

/// The bytes of a hive, read where they are needed.
///
/// A hive may have 200 MB, and its records point to and fro; so it is read in pages and never
/// loaded as a whole.
public protocol HiveSource<Failure> {
    /// Why bytes could not be read; `Never` for bytes in memory.
    associatedtype Failure: Error

    /// The size of the file in bytes.
    var byteCount: Int { get }

    /// Reads bytes.
    ///
    /// - Parameters:
    ///   - offset: where to begin, from 0 to ``byteCount``.
    ///   - count: how many bytes; never more than ``byteCount`` minus the offset.
    /// - Returns: the bytes. Fewer than asked for mean that the file has become shorter.
    /// - Throws: what kept the bytes from being read. It reaches the caller of the hive reader
    ///   unchanged: not having been able to look is no finding about the hive.
    mutating func read(at offset: Int, count: Int) throws(Failure) -> [UInt8]
}

/// A hive that lies in memory as a whole.
public struct HiveBytes: HiveSource, Sendable {
    private let bytes: [UInt8]

    /// Takes the bytes of the whole file.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var byteCount: Int { bytes.count }

    public func read(at offset: Int, count: Int) throws(Never) -> [UInt8] {
        guard offset >= 0, count > 0, offset < bytes.count else { return [] }
        return Array(bytes[offset..<min(bytes.count, offset + min(count, bytes.count))])
    }
}

/// A hive that is read by a closure, such as one that reads from a descriptor.
public struct HiveReading<Failure: Error>: HiveSource {
    /// The size of the file in bytes.
    public let byteCount: Int
    private let readBytes: (_ offset: Int, _ count: Int) throws(Failure) -> [UInt8]

    /// - Parameters:
    ///   - byteCount: the size of the file.
    ///   - read: reads bytes, as ``HiveSource/read(at:count:)`` demands.
    public init(
        byteCount: Int, read: @escaping (_ offset: Int, _ count: Int) throws(Failure) -> [UInt8]
    ) {
        self.byteCount = byteCount
        readBytes = read
    }

    public func read(at offset: Int, count: Int) throws(Failure) -> [UInt8] {
        try readBytes(offset, count)
    }
}
