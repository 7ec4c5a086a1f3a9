// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Reads a large file piece by piece, in order, and notices when it changes meanwhile.
///
/// The header in the first piece promises a size. A file that turns out shorter is filled up with zeros;
/// one that grows is cut. Either way it has changed: as long as attempts are left and the archive can be
/// taken back, it is read again from the start.
final class LargeFileReading {
    let index: Int32
    private let file: OpenFile
    private let path: EntryPath
    private let component: ComponentKind?
    private let sliceSize: Int
    private let canRetry: Bool
    private let attributes: AttributeReading
    private var attempt = 1
    private var before: FileStatus
    private var ranges: [Range<UInt64>]?
    private var entry: Entry
    private var position: UInt64 = 0
    private var missingBytes = false
    /// Whether a piece was handed out; only then is there something to take back.
    private var hasBegun = false

    init(
        _ file: OpenFile, index: Int32, path: EntryPath, component: ComponentKind?, sliceSize: Int,
        canRetry: Bool, attributes: AttributeReading
    ) throws(SystemCallError) {
        self.file = file
        self.index = index
        self.path = path
        self.component = component
        self.sliceSize = sliceSize
        self.canRetry = canRetry
        self.attributes = attributes
        before = try file.status()
        // A directory, or a FIFO of size 0, may have taken the name since it was listed.
        guard before.kind == .file else {
            throw SystemCallError("open", errno: .noSuchFileOrDirectory, path: file.path)
        }
        entry = try Self.entry(of: file, before, path, component, attributes)
        ranges = try Self.ranges(of: file, before)
    }

    private static func entry(
        of file: OpenFile, _ status: FileStatus, _ path: EntryPath, _ component: ComponentKind?,
        _ attributes: AttributeReading
    ) throws(SystemCallError) -> Entry {
        Entry(
            path: path, kind: .file(size: status.size, digest: Digest(words: (0, 0, 0, 0))),
            attributes: try attributes.attributes(of: file, status: status), component: component)
    }

    private static func ranges(
        of file: OpenFile, _ status: FileStatus
    ) throws(SystemCallError) -> [Range<UInt64>]? {
        status.mayHaveHoles ? try file.dataRanges(size: status.size) : nil
    }

    /// Appends the next piece to the buffer, the header before the first one.
    func next(into buffer: ByteBuffer, encoder: TarHeaderEncoder) throws -> LargeFileSlice {
        var isRetry = false
        while true {
            let isFirst = position == 0
            if isFirst { try encoder.append(entry, to: buffer) }
            let start = buffer.count
            let length = Int(min(UInt64(sliceSize), before.size - position))
            try read(length, into: buffer)
            let isLast = position == before.size
            guard isLast || missingBytes else {
                return slice(
                    buffer, from: start, length, isFirst: isFirst, isLast: false, isRetry: isRetry)
            }
            let hasChanged = try missingBytes || !before.isSameState(as: file.status())
            if hasChanged, canRetry, attempt < StableReading.attempts {
                try restart()
                buffer.removeAll()
                isRetry = hasBegun
                // A file that shrank to nothing much is still written as a large one: its order is fixed.
                continue
            }
            if hasChanged { entry.notes.insert(.changedWhileRead) }
            if missingBytes { entry.notes.insert(.paddedWithZeros) }
            if isLast {
                entry.dataRanges = hasChanged ? nil : ranges
                // Headers and pieces are whole blocks, so the end of the unit is where the file ends.
                buffer.pad(toMultipleOf: TarHeaderEncoder.blockSize)
            }
            return slice(
                buffer, from: start, length, isFirst: isFirst, isLast: isLast, isRetry: isRetry)
        }
    }

    private func slice(
        _ buffer: ByteBuffer, from start: Int, _ length: Int, isFirst: Bool, isLast: Bool,
        isRetry: Bool
    ) -> LargeFileSlice {
        hasBegun = true
        return LargeFileSlice(
            index: index, entry: entry, isFirst: isFirst, isLast: isLast, isRetry: isRetry,
            dataRange: start..<(start + length))
    }

    private func restart() throws(SystemCallError) {
        attempt += 1
        position = 0
        missingBytes = false
        before = try file.status()
        entry = try Self.entry(of: file, before, path, component, attributes)
        ranges = try Self.ranges(of: file, before)
    }

    /// Appends `length` bytes from the current position; holes are not read, and what is missing is zero.
    private func read(_ length: Int, into buffer: ByteBuffer) throws(SystemCallError) {
        let end = position + UInt64(length)
        for range in ranges ?? [position..<end] {
            let part = range.clamped(to: position..<end)
            guard !part.isEmpty else { continue }
            buffer.appendZeros(Int(part.lowerBound - position))
            let wanted = Int(part.upperBound - part.lowerBound)
            let count = try file.read(into: buffer, at: part.lowerBound, upTo: wanted)
            if count < wanted {
                missingBytes = true
                buffer.appendZeros(wanted - count)
            }
            position = part.upperBound
        }
        buffer.appendZeros(Int(end - position))
        position = end
    }
}
