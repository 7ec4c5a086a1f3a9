// SPDX-License-Identifier: Apache-2.0

/// A strict reader of Prometheus's text format: what it refuses, no exporter should be given.
struct Exposition {
    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Int64
    }

    struct Failure: Error {
        let line: Substring
    }

    private(set) var samples: [Sample] = []

    /// Reads a page: UTF-8, each line ended, for each metric HELP, TYPE and its samples in one
    /// block, no series twice.
    init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else {
            throw Failure(line: "")
        }
        var current: (name: String, isTyped: Bool)?
        var known: Set<String> = []
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if let help = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\]+)/) {
                guard known.insert(String(help.1)).inserted else { throw Failure(line: line) }
                current = (String(help.1), false)
            } else if let type = line.wholeMatch(of: /# TYPE ([a-zA-Z0-9_:]+) gauge/) {
                guard current?.name == String(type.1), current?.isTyped == false else {
                    throw Failure(line: line)
                }
                current?.isTyped = true
            } else {
                let sample = try Self.sample(line)
                let isTwice = samples.contains {
                    $0.name == sample.name && $0.labels == sample.labels
                }
                guard let current, current == (sample.name, true), !isTwice else {
                    throw Failure(line: line)
                }
                samples.append(sample)
            }
        }
    }

    /// The value of a series.
    subscript(_ name: String, _ labels: [String: String]) -> Int64? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private static func sample(_ line: Substring) throws -> Sample {
        guard
            let match = line.wholeMatch(
                of: /([a-zA-Z_:][a-zA-Z0-9_:]*)\{((?:[^"\\]|"(?:[^"\\]|\\["\\n])*")*)\} (-?[0-9]+)/),
            let value = Int64(match.3)
        else { throw Failure(line: line) }
        var labels: [String: String] = [:]
        var rest = match.2
        while !rest.isEmpty {
            guard
                let label = rest.prefixMatch(
                    of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/),
                labels.updateValue(unescaped(label.2), forKey: String(label.1)) == nil
            else { throw Failure(line: line) }
            rest = rest[label.range.upperBound...]
        }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    private static func unescaped(_ text: Substring) -> String {
        var out = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                out.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                out.append(character)
            }
        }
        return out
    }
}
