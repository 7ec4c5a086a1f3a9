// SPDX-License-Identifier: Apache-2.0

import Snapshot
import Yams

/// Takes values of the right type out of YAML nodes and notes everything that is something else.
///
/// Types are those that are written: `9` is a number and `"9"` is not, `true` is a truth value and
/// `yes` is not. Where text is expected, plain words and numbers are taken as they stand; so the site
/// code `001` stays `001`.
struct ConfigurationReader {
    /// What is wrong so far.
    private(set) var problems: [ConfigurationProblem]

    init(problems: [ConfigurationProblem] = []) {
        self.problems = problems
    }

    /// Notes that a node is not as it must be.
    mutating func complain(_ node: Node, _ message: String) {
        problems.append(ConfigurationProblem(node.mark, message))
    }

    /// The values of a mapping by their keys; unknown and missing keys are noted.
    ///
    mutating func fields<Key: ConfigurationKey>(
        _ node: Node, requiring required: [Key]
    ) -> [Key: Node]? {
        guard isPlainNode(node) else { return nil }
        guard case .mapping(let mapping) = node else {
            let example = required.map { "\($0.rawValue): \($0.example)" }.joined(separator: ", ")
            complain(
                node,
                "\(Key.title) is \(Self.kind(node)), expected keys and values such as \(example)")
            return nil
        }
        var fields: [Key: Node] = [:]
        for (key, value) in mapping {
            guard isPlainNode(key) else { continue }
            guard let name = key.scalar?.string else {
                complain(key, "a key is \(Self.kind(key)), expected a word")
                continue
            }
            // Named already: it stands twice.
            if ConfigurationText.isDisarmed(name) { continue }
            guard let known = Key(rawValue: name) else {
                complain(
                    key,
                    "\(ScreenText.quoted(name)) is no key of \(Key.title); \(NearestKey.advice(name, Key.self))"
                )
                continue
            }
            fields[known] = value
        }
        let isDoubled = mapping.contains {
            ConfigurationText.isDisarmed($0.key.scalar?.string ?? "")
        }
        for key in required where fields[key] == nil && !isDoubled {
            complain(
                node, "\(Key.title) needs \(key.rawValue); add \(key.rawValue): \(key.example)")
        }
        return fields
    }

    /// Pairs of a text that the user chose and a text, in the order of the file.
    mutating func pairs(_ node: Node, _ key: some ConfigurationKey) -> [(
        key: Node, name: String, value: String
    )] {
        guard isPlainNode(node) else { return [] }
        guard case .mapping(let mapping) = node else {
            mismatch(node, key, expected: "codes with paths")
            return []
        }
        var pairs: [(key: Node, name: String, value: String)] = []
        for (name, value) in mapping {
            if ConfigurationText.isDisarmed(name.scalar?.string ?? "") { continue }
            if let word = text(name, key), let text = text(value, key) {
                pairs.append((name, word, text))
            }
        }
        return pairs
    }

    /// The nodes of a list.
    mutating func list(_ node: Node, _ key: some ConfigurationKey, of things: String) -> [Node] {
        guard isPlainNode(node) else { return [] }
        guard case .sequence(let sequence) = node else {
            mismatch(node, key, expected: "a list of \(things)")
            return []
        }
        return Array(sequence)
    }

    /// A list of texts.
    mutating func texts(
        _ node: Node, _ key: some ConfigurationKey, of things: String, mayBeEmpty: Bool = false
    ) -> [String] {
        var texts: [String] = []
        for item in list(node, key, of: things) {
            if let text = text(item, key, mayBeEmpty: mayBeEmpty) { texts.append(text) }
        }
        return texts
    }

    /// A text; an empty one only where it may be, and then in quotes.
    mutating func text(
        _ node: Node, _ key: some ConfigurationKey, mayBeEmpty: Bool = false
    ) -> String? {
        guard isPlainNode(node) else { return nil }
        guard case .scalar(let scalar) = node else {
            mismatch(node, key, expected: "a text")
            return nil
        }
        let isNothing =
            scalar.style == .plain
            ? ["", "~", "null"].contains(scalar.string) : scalar.string.isEmpty && !mayBeEmpty
        if isNothing {
            complain(node, "\(key.rawValue) says nothing; write \(key.rawValue): \(key.example)")
            return nil
        }
        if scalar.style == .plain, ["true", "false"].contains(scalar.string) {
            complain(
                node,
                "\(key.rawValue) is a truth value, expected a text; write \"\(scalar.string)\" in quotes if it is one"
            )
            return nil
        }
        if scalar.string.utf8.contains(0) {
            complain(node, "\(key.rawValue) holds a NUL, which no path and no argument can hold")
            return nil
        }
        return scalar.string
    }

    /// A whole number within limits.
    mutating func number(_ node: Node, _ key: some ConfigurationKey, in range: ClosedRange<Int>)
        -> Int?
    {
        guard isPlainNode(node) else { return nil }
        guard case .scalar(let scalar) = node, scalar.style == .plain,
            let number = Int(scalar.string),
            String(number) == scalar.string
        else {
            mismatch(node, key, expected: "a whole number")
            return nil
        }
        guard range.contains(number) else {
            complain(
                node,
                "\(key.rawValue) is \(number), expected \(range.count == 1 ? "" : "a number from \(range.lowerBound) to ")\(range.upperBound)"
            )
            return nil
        }
        return number
    }

    /// `true` or `false`.
    mutating func truth(_ node: Node, _ key: some ConfigurationKey) -> Bool? {
        guard isPlainNode(node) else { return nil }
        if case .scalar(let scalar) = node, scalar.style == .plain {
            if scalar.string == "true" { return true }
            if scalar.string == "false" { return false }
        }
        mismatch(node, key, expected: "true or false")
        return nil
    }

    /// One of a few words.
    mutating func word<Word: CaseIterable & RawRepresentable<String>>(
        _ node: Node, _ key: some ConfigurationKey, as: Word.Type
    ) -> Word? {
        guard let text = text(node, key) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            complain(
                node, "\(key.rawValue) is \(ScreenText.quoted(text)), expected one of \(words)")
            return nil
        }
        return word
    }

    /// A site code: three capital letters or digits.
    mutating func siteCode(_ node: Node, _ key: some ConfigurationKey) -> String? {
        guard let text = text(node, key) else { return nil }
        guard text.utf8.count == 3,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
        else {
            complain(
                node,
                "\(ScreenText.quoted(text)) is no site code; write three capital letters or digits, such as A01"
            )
            return nil
        }
        return text
    }

    private mutating func mismatch(_ node: Node, _ key: some ConfigurationKey, expected: String) {
        complain(
            node,
            "\(key.rawValue) is \(Self.kind(node)), expected \(expected); write \(key.rawValue): \(key.example)"
        )
    }

    /// Whether a node is free of anchors and tags; complains if not.
    private mutating func isPlainNode(_ node: Node) -> Bool {
        if node.anchor != nil {
            complain(node, ConfigurationText.aliasMessage)
            return false
        }
        let tag: Tag? =
            switch node {
            case .scalar(let scalar): scalar.tag
            case .mapping(let mapping): mapping.tag
            case .sequence(let sequence): sequence.tag
            case .alias(let alias): alias.tag
            }
        guard let name = tag?.rawValue, !["", Tag.Name.str.rawValue].contains(name),
            name != Tag.Name.implicit.rawValue
        else {
            return true
        }
        complain(
            node, "tags (\(ScreenText.quoted(name))) have no place in a configuration; leave it out"
        )
        return false
    }

    private static func kind(_ node: Node) -> String {
        switch node {
        case .mapping: "keys and values"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar):
            scalar.style != .plain
                ? "a text"
                : scalar.string.isEmpty || ["~", "null"].contains(scalar.string)
                    ? "nothing"
                    : ["true", "false"].contains(scalar.string)
                        ? "a truth value" : Int(scalar.string) == nil ? "a text" : "a number"
        }
    }
}
