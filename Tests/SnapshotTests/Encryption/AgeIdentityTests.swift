// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("age identities")
struct AgeIdentityTests {
    /// The example of the specification.
    private static let example =
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"

    @Test func `the specification's example is 32 bytes of 0x42`() {
        let bytes = Bech32.decode([UInt8](Self.example.utf8), prefix: "AGE-SECRET-KEY-")
        #expect(bytes == [UInt8](repeating: 0x42, count: 32))
    }

    @Test func `any single wrong character of a key is noticed`() {
        let good = [UInt8](Self.example.utf8)
        #expect(AgeIdentity(good) != nil)
        #expect(AgeIdentity([UInt8](Self.example.lowercased().utf8)) == nil)
        for place in good.indices {
            for wrong in [UInt8(ascii: "2"), UInt8(ascii: "Q"), UInt8(ascii: "q"), 0, 0xFF]
            where wrong != good[place] {
                var text = good
                text[place] = wrong
                #expect(AgeIdentity(text) == nil, "\(place), \(wrong)")
            }
            #expect(AgeIdentity([UInt8](good[..<place])) == nil)
        }
        #expect(AgeIdentity(good + [UInt8(ascii: "Q")]) == nil)
    }

    @Test func `keys of another length or another sort are none`() {
        for (count, prefix) in [(31, "AGE-SECRET-KEY-"), (33, "AGE-SECRET-KEY-"), (32, "AGE-KEY-")]
        {
            let text = TestBech32.encode([UInt8](repeating: 7, count: count), prefix: prefix)
            #expect(AgeIdentity(text) == nil)
        }
    }

    @Test func `a file may hold comments, empty lines and several keys`() throws {
        let (first, second) = (AgeImage.Recipient(), AgeImage.Recipient())
        let text =
            [UInt8]("# created: today\r\n\n# public key: age1x\n".utf8) + first.identity
            + [UInt8]("\r\n\n".utf8) + second.identity
        let identities = AgeIdentities(try AgeIdentities.parse(text, of: []))
        #expect(identities.identities.count == 2)
        for recipient in [first, second] {
            let scratch = try AgeScratch(AgeImage(noise(9), for: [recipient]).bytes())
            let file = try AgeFile(OpenFile.open(scratch.path), identities: identities)
            #expect(file.size == 9)
        }
    }

    @Test(arguments: [
        ("", "there is no identity in"), ("# only this\n", "there is no identity in"),
        ("#\n\(example.dropLast())", "line 2 of \"keys\" is no identity, or a mistyped one"),
        ("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "a recipient"),
        ("AGE-PLUGIN-YUBIKEY-1QQQ", "an identity of a plugin"),
        ("AGE-SECRET-KEY-PQ-1XX76", "a post-quantum identity"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n", "the start of an SSH key"),
        ("age-encryption.org/v1\n", "the start of an encrypted file"),
    ])
    func `another file is named for what it is, without a word of it`(
        text: String, says: String
    ) throws {
        let error = #expect(throws: SnapshotError.self) {
            try AgeIdentities.parse([UInt8](text.utf8), of: [UInt8]("keys".utf8))
        }
        let found = try #require(error)
        #expect(found.message.contains(says), "\(found)")
        #expect(found.kind == .malformed)
        #expect(!found.message.contains("GFPYY"))
    }

    @Test func `what is no small file is not read`() throws {
        let directory = try TemporaryDirectory()
        try directory.write(noise((1 << 20) + 1), to: "large")
        for (name, says) in [
            ("large", "has 1048577 bytes"), ("none", "cannot read the identities"),
            ("", "is not a file"),
        ] {
            let error = #expect(throws: SnapshotError.self) {
                try AgeIdentities(files: [[UInt8](directory.file(name).utf8)])
            }
            #expect(error?.description.contains(says) == true)
        }
    }
}
