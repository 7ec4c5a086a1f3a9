// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("What is done with an entry")
struct RestoreDecisionTests {
    /// A case, and what must be decided.
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: Entry.Kind
        let existing: FileStatus.Kind?
        let overwrite: RestoreOptions.Overwrite
        /// Whether what exists is the entry; `nil` where nobody may ask.
        let isRight: Bool?
        let action: RestoreDecision.Action

        var testDescription: String {
            "\(kind) over \(existing.map(\.title) ?? "nothing"), \(overwrite), \(isRight as Any)"
        }
    }

    private static let digest = Digest(words: (1, 2, 3, 4))
    private static let file = Entry.Kind.file(size: 3, digest: digest)
    private static let symbolicLink = Entry.Kind.symbolicLink(target: [0x61])
    private static let hardLink = EntryPath("data/a").map {
        Entry.Kind.hardLink(to: $0, size: 3, digest: digest)
    }
    /// All that is no directory.
    private static let others = [file, symbolicLink] + [hardLink].compactMap { $0 }

    /// What becomes of something that is another one, by option.
    private static let ofWrong: [RestoreOptions.Overwrite: RestoreDecision.Action] = [
        .never: .refuse, .keep: .refuse, .changed: .replace, .always: .replace,
    ]

    static let cases: [Case] = RestoreOptions.Overwrite.allCases.flatMap { overwrite -> [Case] in
        var cases = (others + [.directory]).map {
            Case(kind: $0, existing: nil, overwrite: overwrite, isRight: nil, action: .create)
        }
        cases.append(
            Case(
                kind: .directory, existing: .directory, overwrite: overwrite, isRight: nil,
                action: .keep))
        for existing in [FileStatus.Kind.file, .symbolicLink, .fifo, .socket, .device, .unknown] {
            cases.append(
                Case(
                    kind: .directory, existing: existing, overwrite: overwrite, isRight: nil,
                    action: .refuse))
            let wrong = ofWrong[overwrite] ?? .skip
            // Reading a file is left out where its bytes do not matter.
            let asksForFile = overwrite == .keep || overwrite == .changed
            cases.append(
                Case(
                    kind: file, existing: existing, overwrite: overwrite,
                    isRight: asksForFile ? false : nil, action: wrong))
            for link in others.dropFirst() {
                cases.append(
                    Case(
                        kind: link, existing: existing, overwrite: overwrite, isRight: false,
                        action: wrong))
                cases.append(
                    Case(
                        kind: link, existing: existing, overwrite: overwrite, isRight: true,
                        action: .keep))
            }
        }
        for kind in others {
            cases.append(
                Case(
                    kind: kind, existing: .directory, overwrite: overwrite, isRight: nil,
                    action: .refuse))
        }
        if overwrite == .keep || overwrite == .changed {
            cases.append(
                Case(
                    kind: file, existing: .file, overwrite: overwrite, isRight: true,
                    action: .keep))
        }
        return cases
    }

    private struct WasAsked: Error {}

    @Test(arguments: cases) func `goes by a table`(testCase: Case) throws {
        var wasAsked = false
        let decision = try RestoreDecision.decide(
            testCase.kind, over: testCase.existing, testCase.overwrite
        ) {
            wasAsked = true
            return testCase.isRight ?? false
        }
        #expect(decision.action == testCase.action)
        #expect(wasAsked == (testCase.isRight != nil))
        // What is left out or takes another's place says why.
        let needsReason = decision.action == .refuse || decision.action == .replace
        #expect((decision.reason != nil) == needsReason)
    }
}
