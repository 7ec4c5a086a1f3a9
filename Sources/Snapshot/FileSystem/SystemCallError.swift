// SPDX-License-Identifier: Apache-2.0

import Glibc
public import SystemPackage

/// A system call that failed: which, on what, and what the kernel said.
public struct SystemCallError: Error, Sendable, Hashable {
    /// The function's name, as in section 2 of the manual.
    public let call: String
    /// What the kernel said.
    public let errno: Errno
    /// The path that the call was about, when it had one.
    public let path: [UInt8]?

    /// Makes an error of the calling thread's `errno`.
    init(_ call: String, path: [UInt8]? = nil) {
        self.init(call, errno: Errno(rawValue: Glibc.errno), path: path)
    }

    init(_ call: String, errno: Errno, path: [UInt8]? = nil) {
        self.call = call
        self.errno = errno
        self.path = path
    }
}

extension SystemCallError: CustomStringConvertible {
    /// For example `openat "/export/sms.reg": Permission denied`.
    public var description: String {
        let place = path.map { " " + ScreenText.quoted($0) } ?? ""
        return "\(call)\(place): \(errno)"
    }
}

/// Calls until the answer is not "interrupted", and turns −1 into an error.
///
/// The only place where a system call's status becomes a Swift error.
func retrying<Result: FixedWidthInteger>(
    _ call: String, path: @autoclosure () -> [UInt8]? = nil, _ body: () -> Result
) throws(SystemCallError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        // Before the path is made, which may change it.
        let number = Errno(rawValue: Glibc.errno)
        if number != .interrupted { throw SystemCallError(call, errno: number, path: path()) }
    }
}
