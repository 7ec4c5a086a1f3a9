// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One fault: a call of an operation, which one of them, and what becomes of it.
struct FaultCase: Sendable, CustomStringConvertible {
    /// What happens to the call.
    enum Effect: Sendable, Hashable {
        case error(Int32)
        case short
        case kill
    }

    let operation: FaultOperation
    let call: String
    let number: Int
    /// Whether all calls from there on fail too.
    let goesOn: Bool
    let effect: Effect

    /// As `Tests/FaultInjection` takes it.
    var fault: String {
        let what =
            switch effect {
            case .error(let number): String(number)
            case .short: "short"
            case .kill: "kill"
            }
        return "\(call):\(number)\(goesOn ? "+" : ""):\(what)"
    }

    var description: String { "\(operation.rawValue), \(fault)" }

    /// The name of the effect in the table.
    var title: String {
        switch effect {
        case .error(EINTR): "EINTR"
        case .error(ENOSPC): "ENOSPC"
        case .error(EIO): "EIO"
        case .error(EMFILE): "EMFILE"
        case .error(EACCES): "EACCES"
        case .error: "EPERM, EAGAIN, ENOMEM"
        case .short: "half of it"
        case .kill: "SIGKILL before the call"
        }
    }

    /// What a run must come to.
    var cause: FaultRun.Cause {
        switch effect {
        case .error(EINTR), .short: .madeGood
        case .error(let number): .error(String(cString: strerror(number)), call: call)
        case .kill: .kill
        }
    }

    /// What is done to which call.
    static let effects: [(call: String, effects: [Effect])] = [
        ("read", [.error(EIO), .error(EINTR), .short]),
        ("pread", [.error(EIO), .error(EINTR), .short]),
        ("write", [.error(ENOSPC), .error(EIO), .error(EINTR), .short, .kill]),
        ("pwrite", [.error(ENOSPC), .error(EIO), .error(EINTR), .short, .kill]),
        ("open", [.error(EMFILE), .error(EACCES), .error(EINTR)]),
        ("openat", [.error(EMFILE), .error(EACCES), .error(ENOSPC), .error(EINTR), .kill]),
        ("openat2", [.error(EMFILE), .error(EACCES), .error(EINTR)]),
        ("close", [.error(EIO), .error(EINTR)]),
        ("fsync", [.error(EIO), .error(ENOSPC), .error(EINTR), .kill]),
        ("syncfs", [.error(EIO), .error(EINTR), .kill]),
        ("ftruncate", [.error(ENOSPC), .error(EIO), .error(EINTR)]),
        ("linkat", [.error(ENOSPC), .error(EACCES), .error(EINTR), .kill]),
        ("symlinkat", [.error(ENOSPC), .error(EACCES), .error(EINTR), .kill]),
        ("mkdirat", [.error(ENOSPC), .error(EACCES), .error(EINTR), .kill]),
        ("unlinkat", [.error(EIO), .error(EACCES), .error(EINTR), .kill]),
        ("renameat", [.error(ENOSPC), .error(EACCES), .error(EINTR), .kill]),
        ("renameat2", [.error(ENOSPC), .error(EACCES), .error(EINTR), .kill]),
        ("fchmod", [.error(EPERM), .error(EIO), .error(EINTR), .kill]),
        ("fchown", [.error(EPERM), .error(EIO), .error(EINTR)]),
        ("fchownat", [.error(EPERM), .error(EIO), .error(EINTR)]),
        ("futimens", [.error(EPERM), .error(EIO), .error(EINTR), .kill]),
        ("utimensat", [.error(EPERM), .error(EIO), .error(EINTR), .kill]),
        ("fsetxattr", [.error(ENOSPC), .error(EIO), .error(EINTR)]),
        ("fremovexattr", [.error(EIO), .error(EINTR)]),
        ("fgetxattr", [.error(EIO), .error(EINTR)]),
        ("flistxattr", [.error(EIO), .error(EINTR)]),
        ("fstat", [.error(EIO), .error(EINTR)]),
        ("fstatat", [.error(EIO), .error(EACCES), .error(EINTR)]),
        ("fstatfs", [.error(EIO), .error(EINTR)]),
        ("fdopendir", [.error(ENOMEM)]),
        ("readdir", [.error(EIO), .error(EINTR)]),
        ("readlinkat", [.error(EIO), .error(EACCES), .error(EINTR)]),
        ("realpath", [.error(EIO), .error(EACCES)]),
        ("faccessat", [.error(EIO), .error(EACCES), .error(EINTR)]),
        ("lseek", [.error(EIO), .error(EINTR)]),
        ("fcntl", [.error(EMFILE), .error(EINTR)]),
        ("pthread_create", [.error(EAGAIN)]),
    ]

    /// Calls that may fail unseen where something is only looked at.
    ///
    /// What is closed was only read. `faccessat` asks early what opening the file tells anyway.
    static let harmless: Set<String> = ["close", "faccessat"]
}
