// SPDX-License-Identifier: Apache-2.0

/// What a registry export holds and what its structure proves.
///
/// ```swift
/// var parser = RegistryExportParser()
/// while let chunk = try nextChunk() { parser.consume(chunk) }
/// let export = parser.finish()
/// ```
public struct RegistryExport: Sendable {
    /// What the file is; only ``RegistryForm/export(_:_:)`` was read on.
    public internal(set) var form: RegistryForm
    /// What the structure proves.
    public internal(set) var verdict: RegistryVerdict
    /// How much the file holds, as a lenient importer counts.
    public internal(set) var counts = RegistryCounts()
    /// What is not as it should be.
    public internal(set) var problems = RegistryProblemList()
    /// The facts of an SMS site that were found.
    public internal(set) var facts = RegistryFacts()
    /// The size of the file in bytes.
    public internal(set) var byteCount = 0
    /// How many lines the file has, the header included.
    public internal(set) var lineCount = 0
    /// The path of the first key: in an export the key that was asked for.
    public internal(set) var firstKey: RegistryText?
    /// The path of the last key.
    public internal(set) var lastKey: RegistryText?
    /// Why the text was not written by a program alone, or `nil` when nothing speaks against it.
    public internal(set) var handWork: String?
    /// The code pages by which lines were read that made no sense byte by byte.
    public internal(set) var likelyCodePages: [Int] = []

    /// Reads an export that lies in memory as a whole.
    public init(bytes: [UInt8]) {
        var parser = RegistryExportParser()
        parser.consume(bytes)
        self = parser.finish()
    }

    init(form: RegistryForm, verdict: RegistryVerdict) {
        self.form = form
        self.verdict = verdict
    }
}
