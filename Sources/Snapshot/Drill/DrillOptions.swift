// SPDX-License-Identifier: Apache-2.0

/// How a restore is rehearsed.
public struct DrillOptions: Sendable {
    /// The directory in which the scratch directory is made; `nil` for the one that `TMPDIR` names,
    /// or `/var/tmp`.
    public var scratch: [UInt8]?
    /// Whether the scratch directory stays.
    public var isKept = false
    /// A program of the user's and its arguments, run on what was restored; empty for none.
    public var command: [[UInt8]] = []
    /// How long that program may run.
    public var commandLimit: Duration = .seconds(3_600)
    /// The number of threads.
    public var workers: Int
    /// What an encrypted archive is opened with.
    public var identities: AgeIdentities
    /// Called while files are restored.
    public var progress: (@Sendable (RestoreProgress) -> Void)?
    /// Asked now and then; `true` stops the drill, and the scratch directory is removed.
    public var isInterrupted: @Sendable () -> Bool = { false }

    /// The environment variable that tells the program where the restored files are.
    public static let variable = "SMSBACKUP_RESTORED"

    /// Makes options.
    public init(workers: Int, identities: AgeIdentities = .none) {
        self.workers = workers
        self.identities = identities
    }
}
