// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Access control list")
struct AccessControlListTests {
    /// `user::rw-,user:1000:r--,group::r--,mask::r--,other::---` as the kernel stores it.
    static let stored: [UInt8] = [
        2, 0, 0, 0,
        0x01, 0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0x02, 0, 4, 0, 0xE8, 0x03, 0, 0,
        0x04, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0x10, 0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0x20, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
    ]

    @Test func `the kernel's bytes are read and written`() throws {
        let list = try #require(AccessControlList(attributeValue: Self.stored))
        #expect(list.lines.map(\.tag) == [.owner, .user, .owningGroup, .mask, .other])
        #expect(list.lines[1].id == 1_000)
        #expect(list.lines[0].permissions == 6)
        #expect(list.attributeValue == Self.stored)
    }

    @Test func `lines are put into the kernel's order`() {
        let lines: [AccessControlList.Line] = [
            .init(tag: .other, permissions: 0), .init(tag: .user, id: 9, permissions: 7),
            .init(tag: .mask, permissions: 7), .init(tag: .user, id: 3, permissions: 1),
            .init(tag: .owner, id: 5, permissions: 7),
        ]
        let list = AccessControlList(lines: lines)
        #expect(list.lines.map(\.tag) == [.owner, .user, .user, .mask, .other])
        #expect(list.lines.map(\.id) == [.max, 3, 9, .max, .max])
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
    }

    static let refused = [
        Refused(testDescription: "nothing", bytes: []),
        Refused(testDescription: "three bytes", bytes: [2, 0, 0]),
        Refused(testDescription: "version 1", bytes: [1, 0, 0, 0] + stored.dropFirst(4)),
        Refused(testDescription: "half a line", bytes: [UInt8](stored.dropLast(4))),
        Refused(testDescription: "unknown tag", bytes: [2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]),
        Refused(testDescription: "permission 8", bytes: [2, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0]),
    ]

    @Test(arguments: refused)
    func `other bytes are no list`(refused: Refused) {
        #expect(AccessControlList(attributeValue: refused.bytes) == nil)
    }
}
