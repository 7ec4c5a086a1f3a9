// SPDX-License-Identifier: Apache-2.0

/// Bytes with a NUL behind them, as C wants a path; never made from bytes that hold a NUL
/// themselves.
struct CPath {
    private let characters: [CChar]

    /// Takes the bytes up to the first NUL; callers check names before, so that nothing is cut
    /// here.
    init(_ bytes: some Collection<UInt8>) {
        var characters: [CChar] = []
        characters.reserveCapacity(bytes.count + 1)
        for byte in bytes {
            if byte == 0 { break }
            characters.append(CChar(bitPattern: byte))
        }
        characters.append(0)
        self.characters = characters
    }

    /// The same of bytes where they are.
    init(_ bytes: Span<UInt8>) {
        self.init(bytes.bytes)
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
