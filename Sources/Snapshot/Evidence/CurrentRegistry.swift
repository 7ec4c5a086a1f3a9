// SPDX-License-Identifier: Apache-2.0

/// What the registry of a site server says now, from an export or hive that was made for a restore.
public struct CurrentRegistry: Sendable {
    /// What it says of the site.
    public let facts: RegistryFacts
    /// `Next SMS Unique ID`.
    public let nextUniqueID: UniqueID

    /// Reads an export or hive.
    ///
    /// - Throws: ``SnapshotError`` when it cannot be read, is neither, or does not say
    ///   `Next SMS Unique ID`, for which it is asked.
    public init(_ path: [UInt8]) throws(SnapshotError) {
        let name = ScreenText.quoted(path)
        var intake = RegistryIntake()
        do throws(SystemCallError) {
            let file = try OpenFile.open(path)
            let buffer = ByteBuffer(capacity: 1 << 20)
            while try file.read(into: buffer, upTo: 1 << 20) > 0 {
                intake.consume(buffer, in: 0..<buffer.count)
                buffer.removeAll()
            }
        } catch {
            throw SnapshotError(.missing, "cannot read the registry export \(name)", cause: error)
        }
        switch intake.finish() {
        case .export(let export): facts = export.facts
        case .hive(let hive): facts = hive.facts
        case .failed(let reason):
            throw SnapshotError(.system, "cannot read the registry export \(name): \(reason)")
        }
        let next = facts.nextUniqueID.flatMap { UniqueID(SMSText(registry: $0).trimmed) }
        guard let next else {
            throw SnapshotError(
                .malformed, "\(name) does not say Next SMS Unique ID",
                hint: "export HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS with REGEDIT")
        }
        nextUniqueID = next
    }
}
