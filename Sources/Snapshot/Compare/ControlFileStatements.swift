// SPDX-License-Identifier: Apache-2.0

extension Statements {
    /// What a site control file says; of encrypted fields only their lengths.
    init(_ file: SiteControlFile) {
        self.init()
        if let header = file.header {
            add("header", "build \(header.build), syntax \(header.syntax)")
        }
        if let account = file.account { addAccount(account) }
        for property in file.properties {
            let number = property.number.map(String.init) ?? "no number"
            add(
                "property \(property.name)",
                "\(Self.text(property.first)) \(Self.text(property.second)) \(number)")
        }
        for list in file.propertyLists {
            add("property list \(list.name)", Self.list(list.values))
        }
        for order in file.transactions {
            let number = order.number.map(String.init) ?? "no number"
            add(
                "order \(order.type)",
                "persistent \(order.isPersistent), \(number), \(Self.text(order.first)) \(Self.text(order.second))"
            )
        }
        addNetwork(file)
        addServices(file)
        for block in file.opaqueBlocks {
            add("unknown block \(block.name)", "\(block.fieldCount) fields")
        }
    }

    private mutating func addAccount(_ account: SiteControlFile.SiteAccount) {
        switch account.siteType {
        case .primary: add("site type", "primary")
        case .secondary: add("site type", "secondary")
        case .unknown(let type): add("site type", "\(type)")
        }
        for (name, value) in [
            ("site code", account.siteCode), ("parent code", account.parentCode),
            ("site server", account.siteServer), ("server domain", account.serverDomain),
            ("site name", account.siteName), ("install directory", account.installDirectory),
            ("account domain", account.accountDomain), ("SQL server", account.sqlServer),
            ("database", account.database), ("user", account.userName),
            ("organization", account.organization),
        ] {
            add(name, "\"\(value)\"")
        }
        for (name, field, _) in account.encryptedFields {
            add("encrypted \(name)", "\(field.digitCount) digits")
        }
    }

    private mutating func addNetwork(_ file: SiteControlFile) {
        for domain in file.domains {
            add(
                "domain \(domain.name)",
                "type \(domain.type), finds servers \(Self.text(domain.findsServers))")
            for server in domain.logonServers {
                add(
                    "logon server \(server.name) of \(domain.name)",
                    "volume \(server.volume), flags \(server.flags), drive \(server.drive)")
            }
        }
        for address in file.addresses {
            let share =
                address.uncServer.map { "\\\\\($0)\\\(address.uncShare ?? "")" } ?? "no share"
            add(
                "address \(address.origin) to \(address.destination) by \(address.senderType)",
                "outbox \(address.outbox), \(share), \(address.encryptedDigitCount) encrypted digits"
            )
        }
        for outbox in file.outboxes {
            add(
                "outbox \(outbox.name) on \(outbox.server)",
                "path \(outbox.path), format \(outbox.format), drive \(outbox.drive), hours \(Self.hours(outbox.schedule))"
            )
        }
        for server in file.servers {
            add(
                "server \(server.name), type \(server.type)",
                "flags \(server.flags.map(String.init) ?? "none"), drive \(server.drive)")
        }
    }

    private mutating func addServices(_ file: SiteControlFile) {
        for component in file.components {
            add(
                "component \(component.name) on \(component.server)",
                "flags \(Self.text(component.flags)), file \(component.fileID), drive \(component.drive)"
            )
        }
        for sender in file.senders {
            add(
                "sender \(sender.name) on \(sender.server)",
                "flags \(Self.text(sender.flags)), file \(sender.fileID), format \(sender.format), drive \(sender.drive), outboxes \(Self.list(sender.outboxes))"
            )
        }
    }

    private static func text(_ value: SiteControlFile.Value) -> String {
        switch value {
        case .text(let text): "\"\(text)\""
        case .encrypted(let field): "(\(field.digitCount) hex digits)"
        }
    }

    /// The open hours of a week: 168 hexadecimal digits, of which only those at the highest are
    /// counted.
    ///
    /// A damaged file can have anything in their place, so they are told apart by a digest.
    private static func hours(_ schedule: SMSText) -> String {
        let open = schedule.bytes.count { SMSText.uppercased($0) == UInt8(ascii: "F") }
        let digest = Hashing.digest(of: schedule.uppercased.bytes).hex.prefix(8)
        return "\(open) of \(schedule.bytes.count) at F (\(digest))"
    }

    private static func text(_ value: Bool?) -> String {
        value.map { $0 ? "yes" : "no" } ?? "not said"
    }

    static func text(_ flags: SMSServiceFlags?) -> String {
        flags.map { "0x" + String($0.rawValue, radix: 16) } ?? "none"
    }

    static func list(_ values: [SMSText]) -> String {
        values.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
