// SPDX-License-Identifier: Apache-2.0

/// What a restore looks after so that the site which gets the files takes no harm.
///
/// The library by itself puts things exactly where it is told; the command has all precautions on.
public struct RestorePrecautions: Sendable {
    /// What happens to files that are work in progress (see ``TransientFile``).
    public enum Queues: String, Sendable, Hashable, CaseIterable {
        /// They go to a folder beside the restored directory.
        case quarantine
        /// They go to their queues, where the work is done again.
        case restore
    }

    /// Whether anything is looked after.
    public var isOn: Bool
    /// What happens to queue files.
    public var queues: Queues
    /// Whether `.UID` files are restored that may give out IDs a second time.
    public var acceptsDuplicateIDs = false
    /// What the registry of the site server says today.
    public var currentRegistry: CurrentRegistry?

    /// Nothing is looked after.
    public static let none = RestorePrecautions(isOn: false, queues: .restore)
    /// Everything is.
    public static let all = RestorePrecautions(isOn: true, queues: .quarantine)
}
