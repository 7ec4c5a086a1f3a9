// SPDX-License-Identifier: Apache-2.0

/// The one error that leaves the library: what was being done, to what, what was found, and what to
/// do.
public struct SnapshotError: Error, Sendable {
    /// What sort of failure it is; the command turns it into an exit status.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// What the user asked for makes no sense; nothing was attempted.
        case usage
        /// Something that is needed is not there or may not be read.
        case missing
        /// Something that was read is not what it should be.
        case malformed
        /// The archive is not what was written.
        case damaged
        /// The archive is of a later version, or demands something that this one does not know:
        /// nothing can be said about it.
        case unsupported
        /// It would have been possible, and is not done because it would do harm.
        case refused
        /// The operating system said no: no space, no permission, an I/O error.
        case system
        /// The user or the system asked to stop.
        case interrupted
    }

    /// What sort of failure.
    public let kind: Kind
    /// One sentence without a full stop, with the path in quotes and both values when two things
    /// differ.
    public let message: String
    /// What to do about it, when something can be done.
    public let hint: String?
    /// The error of the layer below.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ kind: Kind, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.cause = cause
    }
}

extension SnapshotError: CustomStringConvertible {
    /// The message with its cause after a colon; the hint is not part of it.
    public var description: String {
        cause.map { "\(message): \($0)" } ?? message
    }
}
