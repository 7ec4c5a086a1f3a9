// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import Synchronization
import SystemPackage

/// A program that is run to its end, without a shell, and never longer than it may.
///
/// It has a process group of its own, so that everything it starts can be stopped with it. What it
/// prints comes through one pipe, of which the end is kept. What leaves the group (setsid(2))
/// is out of reach; so is everything when this process is killed by SIGKILL.
public struct ChildProcess: Sendable {
    /// How a program ended.
    public enum Ending: Sendable, Hashable {
        /// By itself, with this status.
        case exited(Int32)
        /// By this signal, which somebody else sent.
        case killed(Int32)
        /// It ran longer than it may, and was ended with its whole group.
        case timedOut
        /// This process was asked to stop, and ended the whole group.
        case interrupted
    }

    /// What a program did.
    public struct Outcome: Sendable, Hashable {
        /// How it ended.
        public let ending: Ending
        /// The end of what it printed on standard output and standard error, as it came.
        public let output: [UInt8]
        /// How many bytes it printed before that and nobody kept.
        public let bytesDropped: UInt64
    }

    /// How many bytes of the output are kept.
    public static let outputLimit = 4_096

    /// The time between asking a group to end (SIGTERM) and ending it (SIGKILL); and how long that
    /// may take before this process goes on without it, because the kernel keeps it.
    private static let grace: Duration = .seconds(5)

    /// How often time and interruption are looked at, in milliseconds.
    private static let interval: CInt = 50

    /// The group that runs now, for ``killRunning()``; 0 for none.
    private static let running = Atomic<Int32>(0)

    /// The program and its arguments; a program without a slash is looked for in `PATH`.
    private let arguments: [[UInt8]]
    private let variables: [(name: String, value: [UInt8])]
    private let directory: [UInt8]
    private let timeLimit: Duration

    /// Prepares a program; nothing runs yet.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments, at least one, none with a NUL.
    ///   - variables: what is added to this process's environment, or replaces what is there.
    ///   - directory: where it runs.
    ///   - timeLimit: how long it may run.
    public init(
        _ arguments: [[UInt8]], variables: [(name: String, value: [UInt8])], in directory: [UInt8],
        timeLimit: Duration
    ) {
        self.arguments = arguments
        self.variables = variables
        self.directory = directory
        self.timeLimit = timeLimit
    }

    /// Ends the group that runs now, if any; may be called by a signal handler.
    public static func killRunning() {
        let group = running.load(ordering: .relaxed)
        if group > 0 { kill(-group, SIGKILL) }
    }

    /// Runs the program to its end; its status, whatever it is, is a result and no error.
    ///
    /// One program runs at a time.
    ///
    /// - `isInterrupted`: asked twenty times a second; `true` ends the program.
    /// - Throws: ``SystemCallError`` when it cannot be started or watched; nothing of it runs then.
    public func run(
        isInterrupted: () -> Bool = { false }
    ) throws(SystemCallError) -> Outcome {
        guard let program = arguments.first else {
            throw SystemCallError("posix_spawnp", errno: .invalidArgument)
        }
        var ends: [CInt] = [-1, -1]
        _ = try retrying("pipe2") {
            unsafe ends.withUnsafeMutableBufferPointer { unsafe smsb_pipe($0.baseAddress) }
        }
        let reading = DescriptorHandle(owning: ends[0])
        let writing = DescriptorHandle(owning: ends[1])
        // Only our end: a program expects that writing waits.
        _ = try retrying("fcntl") { fcntl(reading.number, F_SETFL, O_NONBLOCK) }
        var process: Int32 = 0
        let (texts, settings) = (Self.packed(arguments), Self.packed(assignments))
        let place = CPath(directory)
        let error = place.withPointer { place in
            unsafe texts.withUnsafeBufferPointer { texts in
                unsafe settings.withUnsafeBufferPointer { settings in
                    unsafe smsb_spawn(
                        &process, texts.baseAddress, CInt(arguments.count), settings.baseAddress,
                        CInt(variables.count), place, writing.number)
                }
            }
        }
        guard error == 0 else {
            throw SystemCallError("posix_spawnp", errno: Errno(rawValue: error), path: program)
        }
        try writing.close()
        Self.running.store(process, ordering: .relaxed)
        var output = OutputTail(limit: Self.outputLimit)
        let stopped = watch(process, reading.number, &output, isInterrupted)
        // The leader is not collected yet, so its number still belongs to its group.
        if stopped != nil { kill(-process, SIGKILL) }
        output.drain(reading.number)
        Self.running.store(0, ordering: .relaxed)
        let ending = Self.collect(process)
        return Outcome(
            ending: stopped ?? ending, output: output.bytes, bytesDropped: output.dropped)
    }

    private var assignments: [[UInt8]] {
        variables.map { [UInt8]($0.name.utf8) + [UInt8(ascii: "=")] + $0.value }
    }

    /// The strings one behind the other, each with its NUL; never empty, so that it has an address.
    private static func packed(_ strings: [[UInt8]]) -> [CChar] {
        strings.flatMap { $0.map { CChar(bitPattern: $0) } + [0] } + [0]
    }

    /// Reads what comes until the program has ended, or could not be brought to end.
    ///
    /// - Returns: why it was stopped, or `nil` when it ended by itself.
    private func watch(
        _ process: Int32, _ pipe: CInt, _ output: inout OutputTail, _ isInterrupted: () -> Bool
    ) -> Ending? {
        let deadline = ContinuousClock.now + timeLimit
        var stopped: Ending?
        var nextStep = deadline
        var isKilled = false
        // A failure of waitid(2) means that there is nothing left to wait for.
        while smsb_has_ended(process) == 0 {
            output.read(pipe, waiting: Self.interval)
            let now = ContinuousClock.now
            if stopped == nil {
                stopped = isInterrupted() ? .interrupted : now >= deadline ? .timedOut : nil
                guard stopped != nil else { continue }
                kill(-process, SIGTERM)
                nextStep = now + Self.grace
            } else if now >= nextStep {
                if isKilled { break }
                kill(-process, SIGKILL)
                isKilled = true
                nextStep = now + Self.grace
            }
        }
        return stopped
    }

    /// Collects the program's status, if it has ended (waitpid(2)).
    private static func collect(_ process: Int32) -> Ending {
        var status: CInt = 0
        while true {
            let result = unsafe waitpid(process, &status, WNOHANG)
            if result == -1, errno == EINTR { continue }
            if result <= 0 { return .killed(SIGKILL) }
            let signal = status & 0x7F
            return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
        }
    }
}
