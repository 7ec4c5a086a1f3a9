// SPDX-License-Identifier: Apache-2.0

/// The blocks, `BEGIN_x` to `END_x`.
extension SiteControlParser {
    /// What stands between `BEGIN_x` and `END_x`.
    private struct Body {
        var fields: [SMSText] = []
        /// The fields of each inner line, `LOGONSERVER` or `OUTBOX`, with its line.
        var items: [(fields: [SMSText], line: Int)] = []
    }

    /// Reads a block whose `BEGIN_` was used up.
    mutating func block(_ name: SMSText, line: Int) {
        switch name {
        case "FILE_DEFINITION": fileDefinition(line: line)
        case "SITE_ACCOUNT": siteAccount(line: line)
        case "PROPERTY_LIST": propertyList(line: line)
        case "DOMAIN": domain(line: line)
        case "COMPONENT": component(line: line)
        case "SENDER": sender(line: line)
        default: opaque(name, line: line)
        }
    }

    private mutating func fileDefinition(line: Int) {
        let body = body("FILE_DEFINITION", inner: nil, line: line)
        let fields = filled(body.fields, to: 6, of: "FILE_DEFINITION", line: line)
        let definition = SiteControlFile.FileDefinition(
            type: SiteControlFile.FileType(fields[0]), comment: fields[1], targetSite: fields[2],
            originatingSite: fields[3],
            gmtTime: number(fields[4], "time of the file", line: line).map { Int64($0) },
            isPosted: flag(fields[5], false: 0, true: 1, "posted flag of the file", line: line),
            line: line)
        if file.fileDefinition == nil {
            file.fileDefinition = definition
        } else {
            duplicate("FILE_DEFINITION", line: line)
        }
    }

    private mutating func siteAccount(line: Int) {
        let body = body("SITE_ACCOUNT", inner: nil, line: line)
        let fields = filled(body.fields, to: 18, of: "SITE_ACCOUNT", line: line)
        let encrypted = { (index: Int) in SiteControlFile.EncryptedField(fields[index]) }
        let account = SiteControlFile.SiteAccount(
            siteType: SiteControlFile.SiteType(fields[0]), siteCode: fields[1],
            parentCode: fields[2], siteServer: fields[3], serverDomain: fields[4],
            siteName: fields[5], installDirectory: fields[6], accountDomain: fields[7],
            encryptedAccount: encrypted(8), encryptedPassword: encrypted(9),
            publicKey: encrypted(10), sqlServer: fields[11], encryptedSQLLogin: encrypted(12),
            encryptedSQLPassword: encrypted(13), database: fields[14],
            sqlPublicKey: encrypted(15), userName: fields[16], organization: fields[17],
            line: line)
        for (name, field, count) in account.encryptedFields
        where field.isPresent && (field.digitCount != count || !field.isHexadecimal) {
            let kind = field.isHexadecimal ? "digits" : "characters, not all of them digits"
            log.note(
                .malformed, line: line, expected: "\(count) hexadecimal digits as \(name)",
                found: "\(field.digitCount) \(kind)")
        }
        if file.account == nil {
            file.account = account
        } else {
            duplicate("SITE_ACCOUNT", line: line)
        }
    }

    private mutating func propertyList(line: Int) {
        let fields = body("PROPERTY_LIST", inner: nil, line: line).fields
        if fields.isEmpty {
            log.note(
                .malformed, line: line, expected: "a name in PROPERTY_LIST", found: "no field")
        }
        guard keepsStatement else { return }
        file.propertyLists.append(
            SiteControlFile.PropertyList(
                name: fields.first ?? SMSText([]), values: [SMSText](fields.dropFirst()),
                line: line))
    }

    private mutating func domain(line: Int) {
        let body = body("DOMAIN", inner: .logonServer, line: line)
        let fields = filled(body.fields, to: 3, of: "DOMAIN", line: line)
        var servers: [SiteControlFile.LogonServer] = []
        for item in body.items {
            let fields = filled(item.fields, to: 4, of: "LOGONSERVER", line: item.line)
            guard keepsStatement else { continue }
            servers.append(
                SiteControlFile.LogonServer(
                    name: fields[0], volume: fields[1], flags: fields[2], drive: fields[3],
                    line: item.line))
        }
        let domain = SiteControlFile.Domain(
            name: fields[0], type: fields[1],
            findsServers: flag(
                fields[2], false: 2, true: 1, "choice of logon servers", line: line),
            logonServers: servers, line: line)
        if keepsStatement { file.domains.append(domain) }
    }

    private mutating func component(line: Int) {
        let body = body("COMPONENT", inner: nil, line: line)
        let fields = filled(body.fields, to: 5, of: "COMPONENT", line: line)
        let component = SiteControlFile.Component(
            flags: number(fields[0], "flags of a component", line: line)
                .map(SMSServiceFlags.init),
            name: fields[1], fileID: fields[2], server: fields[3], drive: fields[4], line: line)
        if keepsStatement { file.components.append(component) }
    }

    private mutating func sender(line: Int) {
        let body = body("SENDER", inner: .outbox, line: line)
        let fields = filled(body.fields, to: 6, of: "SENDER", line: line)
        let outboxes = body.items.compactMap { $0.fields.first }
        let sender = SiteControlFile.Sender(
            flags: number(fields[0], "flags of a sender", line: line)
                .map(SMSServiceFlags.init),
            format: fields[1], fileID: fields[2], drive: fields[3], server: fields[4],
            name: fields[5], outboxes: outboxes, line: line)
        if keepsStatement { file.senders.append(sender) }
    }
}

// MARK: - The inside of blocks

extension SiteControlParser {
    /// Reads to the end of the block, or to the statement that shows that its `END_` is missing.
    private mutating func body(
        _ name: SMSText, inner: SiteControlToken.Keyword?, line: Int
    ) -> Body {
        var body = Body()
        while true {
            switch current.keyword {
            case nil where current.kind == .end:
                endOfFile(in: name, line: line)
                return body
            case nil where current.kind == .field:
                body.fields += fields()
            case .end(let found):
                close(name, found: found)
                return body
            case .some(let keyword) where keyword == inner:
                let line = current.line
                advance()
                body.items.append((fields: fields(), line: line))
            case nil, .other:
                unexpected("a field or END_\(name)")
                advance()
            case .begin(let found) where isVersion2 && found != name:
                advance()
                skipBlock(found, line: current.line)
            case .property where isVersion2:
                advance()
                _ = fields()
            default:
                unexpected("END_\(name)")
                return body
            }
        }
    }

    private mutating func close(_ name: SMSText, found: SMSText) {
        if found != name {
            log.note(
                .malformed, line: current.line, expected: "END_\(name)", found: "END_\(found)")
        }
        advance()
    }

    private mutating func opaque(_ name: SMSText, line: Int) {
        let (fieldCount, isClosed) = skipBlock(name, line: line)
        guard keepsStatement else { return }
        file.opaqueBlocks.append(
            SiteControlFile.OpaqueBlock(
                name: name, line: line, fieldCount: fieldCount, isClosed: isClosed))
    }

    /// Blocks within blocks that are followed; nobody has seen more than two.
    private static let deepest = 32

    /// Reads over a block of unknown grammar, and the blocks in it, to its `END_`.
    @discardableResult
    private mutating func skipBlock(
        _ name: SMSText, line: Int
    ) -> (fieldCount: Int, isClosed: Bool) {
        var open = [name]
        var fieldCount = 0
        while current.kind != .end {
            switch current.keyword {
            case nil: fieldCount += current.kind == .field ? 1 : 0
            case .begin(let inner):
                // In version 1.x no block holds another one: this one has lost its end.
                guard isVersion2 || !Self.topBlocks.contains(inner) else {
                    unexpected("END_\(name)")
                    return (fieldCount, false)
                }
                if open.count < Self.deepest { open.append(inner) }
            case .end(let found):
                // An END_ that closes an outer block closes those within it.
                if let index = open.lastIndex(of: found) { open.removeSubrange(index...) }
            default: break
            }
            advance()
            if open.isEmpty { return (fieldCount, true) }
        }
        endOfFile(in: name, line: line)
        return (fieldCount, false)
    }

    private static let topBlocks: Set<SMSText> = [
        "FILE_DEFINITION", "SITE_ACCOUNT", "PROPERTY_LIST", "DOMAIN", "COMPONENT", "SENDER",
    ]

    private mutating func endOfFile(in name: SMSText, line: Int) {
        log.note(
            .truncated, line: current.line, expected: "END_\(name) for the block of line \(line)",
            found: "the end of the file")
    }

    private mutating func duplicate(_ name: String, line: Int) {
        log.note(.malformed, line: line, expected: "one \(name)", found: "another one")
    }

    /// A field that is one of two numbers.
    private mutating func flag(
        _ field: SMSText, false no: UInt32, true yes: UInt32, _ what: String, line: Int
    ) -> Bool? {
        if field.number == yes { return true }
        if field.number == no { return false }
        log.note(
            .malformed, line: line, expected: "\(min(no, yes)) or \(max(no, yes)) as \(what)",
            found: SMSProblemLog.excerpt(field))
        return nil
    }
}
