// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Snapshot

@Suite("DOS attributes")
struct DOSAttributesTests {
    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
        }
    }

    @Test(.enabled(if: DumpSample.isPresent, Comment(rawValue: DumpSample.absent)))
    func `every vector of Samba gives what the ground truth says`() throws {
        let all = try Self.agreement()
        for difference in all.differences { Issue.record("\(difference)") }
        #expect(all.differences.isEmpty && all.total == 18)
    }

    /// All vectors against the ground truth.
    static func agreement() throws -> Agreement {
        let file = try Data(
            contentsOf: URL(filePath: DumpSample.path("xattr/samba_ndr_vectors.json")))
        let vectors = Truth(try JSONSerialization.jsonObject(with: file))["user.DOSATTRIB"]
        let keys = (vectors.value as? [String: Any] ?? [:]).keys.sorted()
        var all = Agreement()
        for key in keys {
            let value = Self.bytes(try #require(vectors[key]["hex"].text))
            let found = try DOSAttributes(name: "user.DOSATTRIB", value: value)
            let number = try #require(vectors[key]["attrib"].text?.split(separator: " ").first)
            all.compare(
                "\(key): flags", found.flags?.rawValue, UInt32(number.dropFirst(2), radix: 16))
            all.compare(
                "\(key): created", found.created.map { Int($0.rawValue) },
                vectors[key]["create_time_filetime"].number)
            all.compare(
                "\(key): version", found.sambaVersion.map { Int($0) },
                vectors[key]["roundtrip_version"].number ?? 0)
        }
        return all
    }

    @Test func `the time of creation is counted from 1970`() throws {
        let value = Self.bytes("0000050005000000110000002300000000fc414c5572bb01")
        let found = try DOSAttributes(name: "user.DOSATTRIB", value: value)
        #expect(found.flags == [.readOnly, .hidden, .archive])
        #expect(found.created?.secondsSinceEpoch == 837_438_936)  // 1996-07-15T13:55:36Z
        #expect(found.created?.nanoseconds == 0)
        #expect(DOSAttributes.FileTime(rawValue: .max).secondsSinceEpoch == 1_833_029_933_770)
        #expect(DOSAttributes.FileTime(rawValue: 15).nanoseconds == 1_500)
    }

    @Test func `fields that a value does not hold are absent`() throws {
        let value = Self.bytes("0000050005000000000000002300000000fc414c5572bb01")
        let found = try DOSAttributes(name: "user.DOSATTRIB", value: value)
        #expect(found.flags == nil)
        #expect(found.created == nil)
    }

    @Test func `version 2 is read`() throws {
        let head = Self.bytes("3078323300000200020000000000000021000000")
        let value = head + [UInt8](repeating: 0, count: 20) + Self.bytes("00fc414c5572bb01")
        let whole = value + [UInt8](repeating: 0, count: 16) + [0x61, 0]
        let found = try DOSAttributes(name: "user.DOSATTRIB", value: whole)
        #expect(found.flags == [.readOnly, .archive])
        #expect(found.created?.secondsSinceEpoch == 837_438_936)
    }

    @Test(arguments: [
        ("system.ntfs_attrib", "21080000"), ("system.ntfs_attrib_be", "00000821"),
        ("user.cifs.dosattrib", "21080000"), ("user.smb3.dosattrib", "21080000"),
    ])
    func `numbers of the file systems are read`(_ name: String, _ hex: String) throws {
        let found = try DOSAttributes(name: name, value: Self.bytes(hex))
        #expect(found.flags == [.readOnly, .archive, .compressed])
        #expect(found.created == nil)
        #expect(found.sambaVersion == nil)
    }

    @Test func `the one byte of ntfs3 is read`() throws {
        #expect(try DOSAttributes(name: "system.dos_attrib", value: [0x27]).flags?.rawValue == 0x27)
    }

    @Test(arguments: [
        ("user.other", "21000000", DOSAttributes.Failure.otherName),
        ("system.ntfs_attrib", "210000", .length(3)), ("system.ntfs_attrib", "", .length(0)),
        ("system.dos_attrib", "2100", .length(2)), ("user.DOSATTRIB", "", .malformedText),
        ("user.DOSATTRIB", "3078", .malformedText), ("user.DOSATTRIB", "30787A", .malformedText),
        ("user.DOSATTRIB", "30782B31", .malformedText),
        ("user.DOSATTRIB", "3078313131313131313131", .malformedText),
        ("user.DOSATTRIB", "787800000500", .malformedText), ("user.DOSATTRIB", "00", .length(1)),
        ("user.DOSATTRIB", "0000050006000000", .version(5, 6)),
        ("user.DOSATTRIB", "0000090009000000", .version(9, 9)),
        ("user.DOSATTRIB", "000005000500000011000000", .length(12)),
        ("user.DOSATTRIB", "0000050005000000110000002300000000fc414c5572bb0100", .length(25)),
    ])
    func `a malformed value is told`(
        _ name: String, _ hex: String, _ failure: DOSAttributes.Failure
    ) {
        #expect(throws: failure) { try DOSAttributes(name: name, value: Self.bytes(hex)) }
    }
}
