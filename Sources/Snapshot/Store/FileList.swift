// SPDX-License-Identifier: Apache-2.0

/// A list of paths in a file or on standard input, as `find` or `ls` print it.
public enum FileList {
    /// The most bytes that a list may have.
    static let largest = 64 << 20

    /// Reads a list.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input.
    ///   - separator: the byte that ends a path; 10 or 0. Empty paths are passed over.
    /// - Returns: the paths in their order.
    /// - Throws: ``SnapshotError`` when it cannot be read whole or is longer than 64 MiB.
    public static func paths(
        from path: [UInt8], separator: UInt8
    ) throws(SnapshotError) -> [[UInt8]] {
        let isStandardInput = path == [UInt8(ascii: "-")]
        let name = isStandardInput ? [UInt8]("standard input".utf8) : path
        do throws(SystemCallError) {
            let file =
                isStandardInput
                ? try OpenFile.duplicate(of: 0, path: name) : try OpenFile.open(path)
            let buffer = ByteBuffer(capacity: 64 << 10)
            while try file.read(into: buffer, upTo: 64 << 10) > 0 {
                if buffer.count > largest { break }
            }
            if buffer.count <= largest {
                return buffer.bytes.split(separator: separator).map { [UInt8]($0) }
            }
        } catch {
            throw SnapshotError(
                .system, "cannot read the list of archives from \(ScreenText.quoted(name))",
                cause: error)
        }
        throw SnapshotError(
            .refused, "the list of archives in \(ScreenText.quoted(name)) is longer than 64 MiB",
            hint: "name the directories instead")
    }
}
