// SPDX-License-Identifier: Apache-2.0

/// What a registry hive holds and what its structure proves.
///
/// Hives of every version from NT 3.1 on are read; nothing is ever written. A hive of 200 MB
/// is judged in about 4 MiB for its pages and a 32nd of its size for its cells.
public struct RegistryHive: Sendable {
    /// In which state the hive is.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        /// Whole and at rest, as Save Key leaves it.
        case clean
        /// Readable, and a write was under way: copied from a running system without its log.
        case dirty
        /// The file ends before the hive does.
        case truncated
        /// Something in it is not what was written.
        case damaged
        /// Not a hive.
        case refused
    }

    /// What the file is; only ``RegistryForm/hive`` was read on.
    public internal(set) var form: RegistryForm
    /// In which state the hive is.
    public internal(set) var condition: Condition
    /// The base block, or `nil` when there is none.
    public internal(set) var baseBlock: HiveBaseBlock?
    /// How much the hive holds; keys include the root.
    public internal(set) var counts = RegistryCounts()
    /// What is not as it should be.
    public internal(set) var problems = RegistryProblemList()
    /// The facts of an SMS site that were found.
    public internal(set) var facts = RegistryFacts()
    /// The name of the root: the last name of the key that was saved, or a made-up one.
    public internal(set) var rootName: RegistryText?
    /// How many bins are good.
    public internal(set) var binCount = 0
    /// How many bytes follow the last bin; most hives have some, and they mean nothing.
    public internal(set) var trailingByteCount = 0
    /// The size of the file in bytes.
    public internal(set) var byteCount = 0

    /// The verdict in the words that hives and exports share; a dirty hive is valid, and
    /// ``condition`` says that there is something to know about it.
    public var verdict: RegistryVerdict {
        switch condition {
        case .clean, .dirty: .valid
        case .truncated, .damaged: .damaged
        case .refused: .refused
        }
    }

    /// Reads a hive that lies in memory as a whole.
    public init(bytes: [UInt8]) {
        self.init(reading: HiveBytes(bytes))
    }

    /// Reads a hive.
    ///
    /// - Throws: only what the source throws. Damage is never thrown; it is in ``problems``.
    /// - Complexity: Linear in the size of the hive.
    public init<Source: HiveSource>(reading source: Source) throws(Source.Failure) {
        var reader = HiveReader(source, visitor: RegistryFactsCollector(origin: .hive))
        try reader.read()
        self = reader.hive
        facts = reader.visitor.finish()
    }

    init(form: RegistryForm, condition: Condition) {
        self.form = form
        self.condition = condition
    }
}
