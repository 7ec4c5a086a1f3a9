// SPDX-License-Identifier: Apache-2.0

/// The smallest part of a site control file that means something.
struct SiteControlToken {
    enum Kind: Equatable {
        /// A keyword, or anything else outside of angle brackets.
        case word
        /// The text between `<` and `>`.
        case field
        /// The string of an address with the length that the file claims for it: `#182(…)`.
        case counted(UInt32?)
        /// The end of the file.
        case end
    }

    let kind: Kind
    /// The text, without brackets; of a counted string with its parentheses.
    let text: SMSText
    /// The line on which it begins, counted from 1.
    let line: Int

    /// What the token is to the grammar.
    var keyword: Keyword? {
        kind == .word ? Keyword(text) : nil
    }

    /// The words of the grammar, in any case: SMS 2.0 writes `Property` (Q277745).
    enum Keyword: Equatable {
        /// `BEGIN_x`; the name is in upper case.
        case begin(SMSText)
        /// `END_x`; the name is in upper case.
        case end(SMSText)
        case property
        case logonServer
        case address
        case outbox
        case server
        case transaction
        case other

        init(_ word: SMSText) {
            let upper = word.uppercased
            if let item = Self.items[upper] {
                self = item
            } else if upper.hasPrefix(Self.beginning) {
                self = .begin(SMSText(upper.bytes.dropFirst(Self.beginning.bytes.count)))
            } else if upper.hasPrefix(Self.ending) {
                self = .end(SMSText(upper.bytes.dropFirst(Self.ending.bytes.count)))
            } else {
                self = .other
            }
        }

        private static let beginning: SMSText = "BEGIN_"
        private static let ending: SMSText = "END_"
        private static let items: [SMSText: Keyword] = [
            "PROPERTY": .property, "LOGONSERVER": .logonServer, "ADDRESS": .address,
            "OUTBOX": .outbox, "SERVER": .server, "TRANSACTION": .transaction,
        ]
    }

    /// The token as the `found` of a problem.
    var found: String {
        switch kind {
        case .word: SMSProblemLog.excerpt(text)
        case .field: "field " + SMSProblemLog.excerpt(text)
        case .counted: "an address string"
        case .end: "the end of the file"
        }
    }
}
