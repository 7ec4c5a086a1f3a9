// SPDX-License-Identifier: Apache-2.0

/// Bytes with a NUL behind them, as C wants a path; never made from bytes that hold a NUL
/// themselves.
struct CPath {
    private let characters: [CChar]

    /// Takes the bytes up to the first NUL; callers check names before, so that nothing is cut
    /// here.
    init(_ bytes: some Collection<UInt8>) {
        characters = bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
    }

    /// Lends the path to a C function for the time of the call.
    @safe
    func withPointer<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe characters.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else {
                preconditionFailure("a path always has its NUL")
            }
            return unsafe body(start)
        }
    }
}
