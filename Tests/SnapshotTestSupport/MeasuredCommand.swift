// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs a program within a bound of memory and measures its time: for tests of what must not take
/// much of either.
///
/// Memory is bounded and not measured: the peak that the kernel tells of a child begins with that of
/// the process that started it (getrusage(2)), and a test process is large.
public struct MeasuredCommand: Sendable {
    /// The exit status; 128 and the number of the signal that ended it.
    public let status: Int32
    /// What it wrote to standard output and standard error.
    public let output: [UInt8]
    /// Seconds of processor time: a busy machine makes no difference.
    public let seconds: Double

    /// The output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// The words before a command that is to be run as an ordinary user.
    public static let asOrdinaryUser = [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    ]

    /// MiB of address space that a program gets; one that wants more fails.
    public static let megabytes = 1_024

    /// Runs a program; one that takes a minute of processor time is ended.
    public init(_ words: [String], in directory: String) throws {
        let name = directory + "/.output-\(UUID().uuidString)"
        defer { unlink(name) }
        let line =
            "ulimit -t 60; ulimit -v \(Self.megabytes * 1_024); exec env SWIFT_BACKTRACE=enable=no LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=\(BuiltCommand.evening) \"$@\" > \"$0\" 2>&1 < /dev/null"
        var arguments: [UnsafeMutablePointer<CChar>?] =
            (["/bin/sh", "-c", line, name] + words).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ)
        guard failure == 0 else { throw POSIXError(.init(rawValue: failure) ?? .EIO) }
        var (ending, usage): (Int32, rusage) = (0, rusage())
        while wait4(process, &ending, 0, &usage) == -1 {
            guard errno == EINTR else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        }
        let signal = ending & 0x7F
        status = signal == 0 ? (ending >> 8) & 0xFF : 128 + signal
        output = try bytes(of: name)
        seconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
    }
}
