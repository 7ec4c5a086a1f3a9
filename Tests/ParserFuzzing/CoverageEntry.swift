// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The subject that `SMSBACKUP_FUZZ` names.
private let coverageSubject: FuzzSubject = {
    let name = ProcessInfo.processInfo.environment["SMSBACKUP_FUZZ"] ?? ""
    guard let subject = FuzzSubject(rawValue: name) else { fatalError("no subject \(name)") }
    return subject
}()

/// What libFuzzer calls with each input; see `Scripts/fuzz-coverage`.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
    _ = coverageSubject.answer(to: bytes)
    return 0
}
