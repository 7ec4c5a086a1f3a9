// SPDX-License-Identifier: Apache-2.0

/// Something that a finished operation wants a person to know.
public struct Warning: Sendable, Hashable {
    /// What sort of thing it is; the raw values are stable.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A file changed while it was read, three times over.
        case changedWhileRead = "changed-while-read"
        /// Two copies of the same item in one snapshot differ: the site was not quiet.
        case copiesDiffer = "copies-differ"
        /// Something cannot be captured: a FIFO, a socket, a device, a file that may not be read.
        case notCaptured = "not-captured"
        /// A required component is missing and was declared to be.
        case declaredMissing = "declared-missing"
        /// A wished component was neither given nor found.
        case absent
        /// The site is not at rest or not as the checklist wants it.
        case notQuiet = "not-quiet"
        /// A document of the site cannot be understood.
        case notUnderstood = "not-understood"
        /// A name that another file system or a stock tool cannot carry.
        case name
        /// An attribute that could not be captured or set.
        case attribute
        /// An entry of an archive that cannot be restored: a device, a FIFO.
        case leftOut = "left-out"
        /// Nothing proves what was read or restored: another program wrote the archive.
        case unproved
        /// What is restored comes from another computer, domain, directory or site.
        case otherComputer = "other-computer"
    }

    /// Which sort.
    public let kind: Kind
    /// What it is about, as the user knows it.
    public let subject: [UInt8]
    /// One sentence without a full stop.
    public let message: String
    /// Whether it must make the exit status 3; a notice that needs nobody is only shown.
    public let needsAttention: Bool

    /// Which attribute it is about, for ``Kind/attribute`` of a restore.
    public let attribute: AttributeKind?

    /// Makes a warning.
    public init(
        _ kind: Kind, _ subject: [UInt8], _ message: String, needsAttention: Bool = true,
        attribute: AttributeKind? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.message = message
        self.needsAttention = needsAttention
        self.attribute = attribute
    }
}

extension Warning: CustomStringConvertible {
    /// The subject in quotes and the message.
    public var description: String {
        subject.isEmpty ? message : "\(ScreenText.quoted(subject)): \(message)"
    }
}
