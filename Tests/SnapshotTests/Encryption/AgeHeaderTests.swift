// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

@Suite("age headers")
struct AgeHeaderTests {
    /// A header, and what opening the file must say; `nil` where it must open.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let says: String?
        let change: @Sendable (inout AgeImage) throws -> Void

        init(
            _ description: String, _ says: String?,
            _ change: @escaping @Sendable (inout AgeImage) throws -> Void
        ) {
            testDescription = description
            self.says = says
            self.change = change
        }

        /// A header in which the first `old` is `new`, sealed before the change or after it.
        static func edited(
            _ description: String, _ says: String, _ old: String, _ new: String
        ) -> Case {
            Case(description, says) { image in
                image.spoilHeader = { text in
                    text.range(of: old).map { text.replacingCharacters(in: $0, with: new) } ?? ""
                }
            }
        }

        static let full = String(repeating: "A", count: 64)
        static let share = AgeImage.base64([UInt8](repeating: 9, count: 32))
        static let noise32 = noise(32)

        static let all = [
            Case("as it should be", nil) { _ in },
            Case("stanzas of unknown sorts around it", nil) {
                $0.stanzas.insert(AgeImage.stanza(["grease-%#", "!", "~"], noise(100)), at: 0)
                $0.stanzas.append(AgeImage.stanza(["joint-grease"], []))
            },
            Case("an unknown stanza with a body of whole lines", nil) {
                $0.stanzas.insert(AgeImage.stanza(["x"], noise(96)), at: 0)
            },
            Case("another recipient before it", nil) {
                $0.stanzas.insert(try $0.stanza(for: AgeImage.Recipient()), at: 0)
            },
            Case("as many stanzas as there may be", nil) {
                $0.stanzas += [String](repeating: "-> x\n\n", count: AgeHeader.mostStanzas - 1)
            },
            Case("another version", "the version is \"v2\"") {
                $0.version = "age-encryption.org/v2"
            },
            Case("no stanza", "there is no stanza") { $0.stanzas = [] },
            Case("too many stanzas", "more than 512 stanzas") {
                $0.stanzas += [String](repeating: "-> x\n\n", count: AgeHeader.mostStanzas)
            },
            Case("longer than a header may be", "the header does not end") {
                $0.stanzas.append(AgeImage.stanza(["x"], noise(60_000)))
            },
            Case("a wrong code", "its code is wrong") {
                $0.stanzas.append(AgeImage.stanza(["x"], noise(3, seed: 2)))
                $0.spoilHeader = { $0.replacing("-> x\n", with: "-> y\n") }
            },
            Case("a code that is not canonical", "neither a stanza nor the code") {
                $0.spoilHeader = { text in
                    let end = text.dropLast()
                    return String(end.dropLast()) + (end.last == "A" ? "B" : "/") + "\n"
                }
            },
            Case("a code that is padded", "neither a stanza nor the code") {
                $0.spoilHeader = { $0.dropLast() + "=\n" }
            },
            Case("a code without its last character", "neither a stanza nor the code") {
                $0.spoilHeader = { $0.dropLast(2) + "\n" }
            },
            .edited("no space before the code", "neither a stanza nor the code", "\n--- ", "\n---"),
            .edited("two spaces before the code", "neither a stanza", "\n--- ", "\n---  "),
            .edited("ends of lines as on DOS", "the version is \"v1\\r\"", "v1\n", "v1\r\n"),
            .edited("an empty argument", "an argument is empty", "-> X25519 ", "-> X25519  "),
            .edited("a control character", "an argument is empty or has", "X25519 ", "X25519\t "),
            .edited("no space after the arrow", "neither a stanza", "-> X25519", "->X25519"),
            Case("a line that is too long", "the line is too long") {
                $0.stanzas.append("-> x\n\(full)A\n\n")
            },
            Case("a whole line and no shorter one", "not in canonical base64") {
                $0.stanzas.append("-> x\n\(full)\n")
            },
            Case("a line after a short one", "neither a stanza nor the code") {
                $0.stanzas.append("-> x\nAAAA\nAAAA\n")
            },
            Case("bits left over in a body", "not in canonical base64") {
                $0.stanzas.append("-> x\nAB\n")
            },
            Case("padding in a body", "not in canonical base64") {
                $0.stanzas.append("-> x\nAA==\n")
            },
            Case("a body of an impossible length", "not in canonical base64") {
                $0.stanzas.append("-> x\nAAAAA\n")
            },
            Case("an argument too many", "an X25519 stanza is malformed") {
                $0.stanzas.append(AgeImage.stanza(["X25519", share, "x"], noise32))
            },
            Case("no share", "an X25519 stanza is malformed") {
                $0.stanzas.append(AgeImage.stanza(["X25519"], noise32))
            },
            Case("a share of 31 bytes", "an X25519 stanza is malformed") {
                $0.stanzas.append(AgeImage.stanza(["X25519", AgeImage.base64(noise(31))], noise32))
            },
            Case("a share that is not canonical", "an X25519 stanza is malformed") {
                $0.stanzas.append(AgeImage.stanza(["X25519", share.dropLast() + "l"], noise32))
            },
            Case("a wrapped key of 33 bytes", "an X25519 stanza is malformed") {
                $0.stanzas.append(AgeImage.stanza(["X25519", share], noise(33)))
            },
            Case("a share of low order", "gives no secret") {
                let zero = AgeImage.base64([UInt8](repeating: 0, count: 32))
                $0.stanzas.insert(AgeImage.stanza(["X25519", zero], noise32), at: 0)
            },
            Case("a passphrase beside a recipient", "a passphrase stands beside") {
                $0.stanzas.append(
                    AgeImage.stanza(["scrypt", AgeImage.base64(noise(16)), "18"], noise32))
            },
        ]
    }

    @Test(arguments: Case.all)
    func `a header opens, or it is said why not`(subject: Case) throws {
        let recipient = AgeImage.Recipient()
        let plain = noise(70_000)
        var image = try AgeImage(plain, for: [recipient])
        try subject.change(&image)
        let file = try AgeScratch(image.bytes())
        guard let says = subject.says else {
            #expect(isSame(try file.content(recipient), plain))
            return
        }
        let error = #expect(throws: SnapshotError.self) { try file.open(recipient) }
        #expect(error?.kind == .malformed)
        let text = try #require(error).description
        #expect(text.hasPrefix("\(ScreenText.quoted(file.path)) cannot be decrypted: "))
        #expect(text.contains(says), "\(text)")
    }

    @Test func `a header that is cut off anywhere does not open`() throws {
        let recipient = AgeImage.Recipient()
        let header = try AgeImage([], for: [recipient]).header()
        for length in AgeHeader.magic.count..<header.count {
            let file = try AgeScratch([UInt8](header[..<length]))
            let error = #expect(throws: SnapshotError.self) { try file.open(recipient) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func `no flipped bit of a header goes unnoticed`() throws {
        let recipient = AgeImage.Recipient()
        let image = try AgeImage(noise(10), for: [recipient])
        let (header, payload) = (image.header(), try image.payload())
        let file = try AgeScratch([])
        for bit in 0..<header.count * 8 {
            try file.write(Damage.flippedBit(bit).applied(to: header) + payload)
            let error = #expect(throws: SnapshotError.self) { try file.open(recipient) }
            #expect([.malformed, .missing].contains(error?.kind), "bit \(bit)")
        }
    }

    @Test func `whose identity does not match is told so, and not that it is damaged`() throws {
        let file = try AgeScratch(AgeImage(noise(10), for: [AgeImage.Recipient()]).bytes())
        let error = #expect(throws: SnapshotError.self) { try file.open(AgeImage.Recipient()) }
        #expect(error?.kind == .missing)
        #expect(error?.message.hasSuffix("cannot be decrypted with this identity") == true)
    }

    @Test(arguments: [
        (["scrypt", "AAAAAAAAAAAAAAAAAAAAAA", "18"], "with a passphrase"),
        (["ssh-ed25519", "xxxx"], "for an SSH key"), (["ssh-rsa", "xxxx"], "for an SSH key"),
        (["mlkem768x25519", "xxxx"], "for recipients that are not known here"),
    ])
    func `other sorts of recipients are named`(arguments: [String], says: String) throws {
        var image = try AgeImage(noise(10), for: [])
        image.stanzas = [AgeImage.stanza(arguments, noise(32))]
        let file = try AgeScratch(image.bytes())
        let error = #expect(throws: SnapshotError.self) { try file.open(AgeImage.Recipient()) }
        #expect(error?.message.contains("is encrypted \(says), and only X25519") == true)
        #expect(error?.hint?.contains("age -d") == true)
    }
}

/// A file with bytes that may be an age file.
struct AgeScratch {
    private let directory: TemporaryDirectory
    let path: [UInt8]

    init(_ bytes: [UInt8]) throws {
        directory = try TemporaryDirectory()
        path = [UInt8](directory.file("file").utf8)
        try write(bytes)
    }

    func write(_ bytes: [UInt8]) throws {
        try directory.write(bytes, to: "file")
    }

    /// Opens it with the identity of somebody.
    @discardableResult
    func open(_ recipient: AgeImage.Recipient) throws -> AgeFile {
        try AgeFile(OpenFile.open(path), identities: recipient.identities)
    }

    /// All that is in it.
    func content(_ recipient: AgeImage.Recipient) throws -> [UInt8] {
        let file = try open(recipient)
        return try ArchiveSource.age(file).bytes(at: 0, count: Int(file.size))
    }
}
