// SPDX-License-Identifier: Apache-2.0

/// A value as it was found in an export; its hexadecimal data may still go on.
struct RegistryFoundValue: Sendable {
    /// The line on which the value begins.
    let line: Int
    let name: RegistryText
    /// The hash of the name together with its key.
    let nameHash: UInt64
    let kind: RegistryValueKind
    /// How many bytes the data has.
    var byteCount = 0
    /// The beginning of the data, where somebody wants it.
    var kept: [UInt8] = []

    /// How many bytes are still to be kept, of the number that is wanted.
    func missing(of count: Int) -> Int {
        max(0, count - kept.count)
    }

    mutating func add(_ run: RegistryHexRun) {
        byteCount += run.byteCount
        kept += run.kept
    }
}
