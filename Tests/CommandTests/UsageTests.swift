// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@Suite("Usage")
struct UsageTests {
    @Test func `an unknown subcommand is wrong usage`() throws {
        let result = try BuiltCommand.run(["dump"])
        #expect(result.status == 64)
    }
}
