// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Source listing")
struct SourceListingTests {
    @Test func `an item of a million has 64 bytes`() {
        #expect(MemoryLayout<SourceListing.Item>.stride == 64)
    }
}
