// SPDX-License-Identifier: Apache-2.0

/// Tells whether bytes that arrive one by one are UTF-8 so far.
///
/// Lead and continuation bytes are counted; overlong forms are let through, because the question
/// is only which of UTF-8 and a code page a text was written in.
struct UTF8Scan: Sendable {
    private var missing = 0
    /// Whether no byte contradicted UTF-8; a sequence that is cut at the end is allowed.
    private(set) var isValid = true
    /// Whether no sequence is open; ASCII need not be added then.
    var isComplete: Bool { missing == 0 }

    mutating func add(_ byte: UInt8) {
        switch byte {
        case 0..<0x80: if missing > 0 { isValid = false }
        case 0x80..<0xC0:
            if missing == 0 { isValid = false } else { missing -= 1 }
        case 0xC2..<0xE0: start(1)
        case 0xE0..<0xF0: start(2)
        case 0xF0..<0xF5: start(3)
        default: isValid = false
        }
    }

    private mutating func start(_ count: Int) {
        if missing > 0 { isValid = false }
        missing = count
    }
}
