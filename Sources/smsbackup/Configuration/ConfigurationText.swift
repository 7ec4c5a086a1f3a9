// SPDX-License-Identifier: Apache-2.0

import Snapshot
import Yams

/// YAML text as a tree whose nodes know their line and column.
///
/// What YAML allows and a configuration has no use for is refused before or while it is read:
/// anchors and aliases (a few lines of them stand for millions of nodes), tags, several documents,
/// keys that stand twice, control characters. Yams limits the nesting to 1,000 levels.
struct ConfigurationText {
    /// The most bytes that a configuration may have: hundreds of sites need less.
    static let sizeLimit = 256 << 10

    /// More of what looks like an alias is refused unread.
    ///
    /// Aliases in keys make the reader compare trees that grow with each of them. Fewer cannot grow
    /// much, and are named one by one.
    private static let suspiciousAliasLimit = 10

    /// More keys that stand twice are not looked for: each makes the file be read once more.
    private static let duplicateLimit = 10

    /// Stands in the place of the first letter of a key that stands twice, so that the rest of the
    /// file can be read: a character for private use that changes no column.
    private static let disarmed: Unicode.Scalar = "\u{E000}"

    /// The whole document.
    let root: Node
    /// Keys that stand twice.
    let problems: [ConfigurationProblem]
    /// Anchors of nodes are weak: they live as long as their parser.
    private let parser: Parser

    /// Reads the bytes of a file.
    ///
    /// - Throws: ``ConfigurationError`` when they are no YAML that a tree can be made of.
    init(_ bytes: [UInt8], path: [UInt8]) throws {
        var scalars = try Self.scalars(bytes, path: path)
        try Self.refuseManyAliases(scalars, path: path)
        var problems: [ConfigurationProblem] = []
        while true {
            do {
                var text = String.UnicodeScalarView()
                text.append(contentsOf: scalars)
                let parser = try Parser(
                    yaml: String(text), resolver: .basic, constructor: .default, encoding: .utf8)
                guard let root = try parser.singleRoot() else {
                    throw ConfigurationProblem(
                        nil, "the file says nothing; write version, output and sites")
                }
                (self.root, self.parser, self.problems) = (root, parser, problems)
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context)
                where problems.count < Self.duplicateLimit
            {
                let problem = ConfigurationProblem(
                    context.mark,
                    "\(ScreenText.quoted(keys.first ?? "")) stands more than once in the same place; keep one"
                )
                let isNew = !problems.contains(problem)
                problems.append(problem)
                guard isNew, Self.disarm(&scalars, at: context.mark) else {
                    throw ConfigurationError(path, problems)
                }
            } catch {
                // What else is wrong may come from the key that was altered.
                let own = problems.isEmpty ? [Self.problem(error, in: scalars)] : []
                throw ConfigurationError(path, problems + own)
            }
        }
    }

    /// What is said of an anchor or an alias.
    static let aliasMessage =
        "anchors (&name) and aliases (*name) have no place in a configuration; write out what they stand for"

    /// Whether a key is one of those that stand twice, and were named already.
    static func isDisarmed(_ key: String) -> Bool { key.unicodeScalars.first == disarmed }

    private static func scalars(_ bytes: [UInt8], path: [UInt8]) throws -> [Unicode.Scalar] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = validPrefix(bytes)
            let place = position(behind: Array(valid.unicodeScalars))
            throw ConfigurationError(
                path,
                [
                    ConfigurationProblem(
                        line: place.line, column: place.column,
                        "the file is not UTF-8 here; a path with other bytes has to be given on the command line"
                    )
                ])
        }
        let scalars = Array(text.unicodeScalars)
        var problems: [ConfigurationProblem] = []
        var (line, column) = (1, 1)
        for (index, scalar) in scalars.enumerated() {
            if isUnfit(scalar, at: index), problems.count < duplicateLimit {
                let number = String(scalar.value, radix: 16, uppercase: true)
                problems.append(
                    ConfigurationProblem(
                        line: line, column: column,
                        "a control character (U+\(String(repeating: "0", count: max(0, 4 - number.count)))\(number)); remove it"
                    ))
            }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        guard problems.isEmpty else { throw ConfigurationError(path, problems) }
        return scalars
    }

    /// Control characters, and what YAML 1.1 takes for the end of a line although no editor does.
    private static func isUnfit(_ scalar: Unicode.Scalar, at index: Int) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFFFE, 0xFFFF: true
        case 0xFEFF: index > 0
        default: false
        }
    }

    private static func validPrefix(_ bytes: [UInt8]) -> String {
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var text = String.UnicodeScalarView()
        while case .valid(let encoded) = parser.parseScalar(from: &iterator) {
            text.append(UTF8.decode(encoded))
        }
        return String(text)
    }

    private static func position(behind scalars: [Unicode.Scalar]) -> (line: Int, column: Int) {
        let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
        return (max(1, lines.count), (lines.last?.count ?? 0) + 1)
    }

    private static func refuseManyAliases(_ scalars: [Unicode.Scalar], path: [UInt8]) throws {
        var count = 0
        var (line, column) = (1, 1)
        var previous: Unicode.Scalar = "\n"
        for scalar in scalars {
            if scalar == "*", " \t\r\n[{,:?-".unicodeScalars.contains(previous) {
                count += 1
                guard count <= suspiciousAliasLimit else {
                    throw ConfigurationError(
                        path,
                        [ConfigurationProblem(line: line, column: column, aliasMessage)])
                }
            }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
            previous = scalar
        }
    }

    /// Alters the key at this position; `false` where that could alter more than the key.
    private static func disarm(_ scalars: inout [Unicode.Scalar], at mark: Mark) -> Bool {
        var index = 0
        var line = 1
        while line < mark.line, index < scalars.count {
            // Line ends as libyaml counts them: LF, CR LF, and CR alone.
            if scalars[index] == "\r" {
                if index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
                line += 1
            } else if scalars[index] == "\n" {
                line += 1
            }
            index += 1
        }
        index += mark.column - 1
        if index < scalars.count, "\"'".unicodeScalars.contains(scalars[index]) { index += 1 }
        guard index < scalars.count, !"\"'\\\r\n".unicodeScalars.contains(scalars[index]) else {
            return false
        }
        scalars[index] = disarmed
        return true
    }

    private static func problem(
        _ error: any Error, in scalars: [Unicode.Scalar]
    ) -> ConfigurationProblem {
        switch error {
        case let problem as ConfigurationProblem: return problem
        case YamlError.composer(_, "but found another document", let mark, _):
            return ConfigurationProblem(mark, "a second document begins here; write one")
        case YamlError.scanner(_, "found character that cannot start any token", let mark, _):
            return ConfigurationProblem(
                mark,
                "no value can begin with this character; indent with blanks, and put text that begins with it in quotes"
            )
        case YamlError.composer(_, "found undefined alias", let mark, _):
            return ConfigurationProblem(mark, Self.aliasMessage)
        case YamlError.parser(_, let problem, let mark, _)
        where problem.hasPrefix("Maximum nesting level"):
            return ConfigurationProblem(mark, "what begins here is nested too deeply")
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let doing = context.map { "\($0.text), " } ?? ""
            return ConfigurationProblem(mark, "this is no YAML: \(doing)\(problem)")
        default: return ConfigurationProblem(nil, "this is no YAML: \(error)")
        }
    }
}
