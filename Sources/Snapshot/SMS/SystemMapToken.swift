// SPDX-License-Identifier: Apache-2.0

/// The smallest part of a System.map that means something.
struct SystemMapToken {
    enum Kind: Equatable {
        /// A keyword or a number.
        case word
        /// The text between quotes.
        case string
        /// `=`, `,`, `(` or `)`.
        case mark(UInt8)
        /// The end of the file.
        case end
    }

    let kind: Kind
    /// The text, without quotes.
    var text: SMSText
    /// The line on which it begins, counted from 1.
    let line: Int
    /// Whether nothing stands before it on its line: where reading is taken up again after damage.
    let isFirstOnLine: Bool
    /// Whether `=` comes next.
    ///
    /// `COPYLISTS` then begins a statement; before `(` it is a part of a file.
    var isAssigned = false

    /// What the token is to the grammar.
    var keyword: Keyword? { kind == .word ? Keyword.all[text.uppercased] : nil }

    /// The words of the grammar, in any case.
    enum Keyword: String, CaseIterable {
        case platforms = "PLATFORMS"
        case copyLists = "COPYLISTS"
        case languages = "LANGUAGES"
        case units = "UNITS"
        case idList = "IDLIST"
        case service = "SERVICE"
        case package = "PACKAGE"
        case directory = "DIRECTORY"
        case platform = "PLATFORM"
        case language = "LANGUAGE"
        case source = "SOURCE"
        case unit = "UNIT"
        case flags = "FLAGS"
        case main = "MAIN"
        case subcomponent = "SUBCOMPONENT"
        case begin = "BEGIN"
        case end = "END"
        case size = "SIZE"
        case remote = "REMOTE"
        case compress = "COMPRESS"

        static let all: [SMSText: Keyword] = Dictionary(
            uniqueKeysWithValues: allCases.map { (SMSText($0.rawValue.utf8), $0) })

        /// Whether the word is nothing but the beginning of a statement.
        var beginsStatement: Bool {
            switch self {
            case .platforms, .languages, .units, .idList, .service, .package, .directory: true
            default: false
            }
        }
    }

    /// Whether the token is that one of the four marks.
    func isMark(_ mark: Unicode.Scalar) -> Bool { kind == .mark(UInt8(ascii: mark)) }

    /// The token as the `found` of a problem.
    var found: String {
        switch kind {
        case .word, .mark: SMSProblemLog.excerpt(text)
        case .string: "the string " + SMSProblemLog.excerpt(text)
        case .end: "the end of the file"
        }
    }
}
