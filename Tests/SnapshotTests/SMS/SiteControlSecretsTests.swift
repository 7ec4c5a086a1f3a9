// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Secrets of a site control file")
struct SiteControlSecretsTests {
    /// All that a program can print of a value without reaching for its bytes.
    private static func everythingPrinted(_ bytes: [UInt8]) -> String {
        let parsed = SiteControlFile.parse(bytes)
        var text = ""
        dump(parsed, to: &text)
        text += String(describing: parsed) + String(reflecting: parsed)
        text += parsed.problems.map(\.description).joined(separator: "\n")
        dump(SiteControlAcceptance(of: parsed.value), to: &text)
        return text
    }

    private static let needle = "5EC2E75EC2E7"

    @Test func `nothing printed of a whole file holds an encrypted field`() {
        let text = Self.everythingPrinted(SiteControlSample.bytes)
        #expect(text.contains("DOMA"))
        #expect(!text.uppercased().contains(Self.needle))
    }

    @Test(.enabled(if: SMSSample.isPresent(SMSSample.siteControlFile), "\(SMSSample.absent)"))
    func `nothing printed of the sample holds an encrypted field`() throws {
        let bytes = try #require(SMSSample.bytes(of: SMSSample.siteControlFile))
        let text = Self.everythingPrinted(bytes)
        for secret in [
            "348CF4B23D7A", "98355E11DFCE", "CEEBEA96831A", "448FF9F6711B", "E411C8506516",
            "9FD1B8FFE4FA", "359BFFA27F67",
        ] {
            #expect(!text.contains(secret))
        }
    }

    @Test func `nothing printed of a damaged file holds an encrypted field`() {
        for old in [
            "<SQLA>\n", "BEGIN_SITE_ACCOUNT\n", ">", "<", "#", "\n", "({}{", "PROPERTY",
            "<D:\\SMS>",
        ] {
            for new in ["", " ", "x", "\"", "BEGIN_X\n"] {
                let bytes = SiteControlSample.replacing(old, by: new)
                #expect(!Self.everythingPrinted(bytes).contains(Self.needle), "\(old) to \(new)")
            }
        }
    }

    @Test func `encrypted strings of properties and transactions are known by their length only`() {
        let text =
            SiteControlSample.text
            + "TRANSACTION Change@<0><0><\(SiteControlSample.secret78)><notdigits>\n"
        let file = SiteControlFile.parse(crlf(text)).value
        #expect(file.properties[0].first == .encrypted(SiteControlFile.EncryptedField(length: 78)))
        #expect(file.transactions[0].first.text == nil)
        #expect(file.transactions[0].second.text == nil)
    }
}

extension SiteControlFile.EncryptedField {
    fileprivate init(length: Int) {
        self.init(SMSText([UInt8](repeating: UInt8(ascii: "A"), count: length)))
    }
}
