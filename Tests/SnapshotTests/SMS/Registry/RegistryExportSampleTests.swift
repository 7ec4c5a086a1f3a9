// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Snapshot

/// The counts of Wine's importer and of a strict parser are the truth; see `truth.json`.
@Suite(
    "Registry exports from the wild",
    .enabled(if: RegistrySamples.arePresent, Comment(rawValue: RegistrySamples.absence)))
struct RegistryExportSampleTests {
    /// Windows 3.1 exports: Wine imports them, and none can hold what a site needs.
    private static func isRefusedThoughImported(_ export: RegistryExport) -> Bool {
        export.form == .windows31Export
    }

    /// What Wine counts and this reader counts, under the same names.
    private static func counts(_ export: RegistryExport, like truth: [String: Int]) -> [String: Int]
    {
        let counts = export.counts
        // Wine drops a text that spans lines, which Windows itself writes.
        let spanning = counts.valuesSpanningLines
        let mine = [
            "key_lines": counts.keys, "distinct_keys": counts.distinctKeys ?? 0,
            "value_sets": counts.values - spanning,
            "distinct_values": (counts.distinctValues ?? 0) - spanning,
            "deleted_keys": counts.deletedKeys, "deleted_values": counts.deletedValues,
            "value_lines_before_any_key": counts.valuesWithoutKey,
        ]
        return mine.filter { truth[$0.key] != nil }
    }

    @Test func `every count is that of Wine's importer`() throws {
        let (agreed, refused, different) = try Self.agreement()
        #expect(agreed > 0)
        #expect(refused.count == 3, "\(refused)")
        // A text that spans lines stands behind a key that wraps, so it has no key either.
        #expect(different.allSatisfy { $0 == "reg-kb/Q137599_1.reg" }, "\(different)")
    }

    /// How many files agree, and which do not: exports of Windows 3.1, and others.
    static func agreement() throws -> (agreed: Int, refused: [String], different: [String]) {
        var agreeing = 0
        var refused: [String] = []
        var different: [String] = []
        let entries = try RegistrySamples.entries("reg")
        for (name, truth) in entries {
            let export = RegistryExport(bytes: try RegistrySamples.bytes(name))
            let wine = (truth["wine_regedit_8_0"] as? [String: Any] ?? [:]).compactMapValues {
                $0 as? Int
            }
            let mine = Self.counts(export, like: wine)
            if mine.allSatisfy({ wine[$0.key] == $0.value }) {
                agreeing += 1
            } else if isRefusedThoughImported(export) {
                refused.append(name)
            } else {
                different.append(name)
            }
        }
        return (agreeing, refused, different)
    }

    @Test func `files on which both parsers agree are read as both read them`() throws {
        let entries = try RegistrySamples.entries("reg").filter {
            $0.truth["agreement"] as? Bool == true
        }
        for (name, truth) in entries {
            let export = RegistryExport(bytes: try RegistrySamples.bytes(name))
            let strict = truth["hivexregedit_1_3_23"] as? [String: Any]
            #expect(export.counts.distinctValues == strict?["values"] as? Int, "\(name)")
            #expect(export.verdict != .refused, "\(name)")
        }
        print("registry exports: \(entries.count) hard assertions")
    }

    @Test func `types are counted as Wine counts them`() throws {
        for (name, truth) in try RegistrySamples.entries("reg") {
            let wine = truth["wine_regedit_8_0"] as? [String: Any] ?? [:]
            guard let types = wine["types"] as? String else { continue }
            let export = RegistryExport(bytes: try RegistrySamples.bytes(name))
            guard export.verdict != .refused else { continue }
            var counts = export.counts.valuesByKind
            counts[.string, default: 0] -= export.counts.valuesSpanningLines
            let mine = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }
                .map { "\($0.key.rawValue):\($0.value)," }.joined()
            #expect(mine == types, "\(name)")
        }
    }

    @Test func `what no importer accepts is refused`() throws {
        for (name, truth) in try RegistrySamples.entries("reg") {
            let wine = truth["wine_regedit_8_0"] as? [String: Any] ?? [:]
            guard wine["header_accepted"] as? Bool == false else { continue }
            let export = RegistryExport(bytes: try RegistrySamples.bytes(name))
            // Windows reads UTF-8 with a mark, and this reader reads UTF-16 without one.
            if case .export(_, .utf8WithByteOrderMark) = export.form { continue }
            if case .export(_, .utf16WithoutByteOrderMark) = export.form { continue }
            #expect(export.verdict == .refused, "\(name)")
        }
    }

    @Test func `two encodings of one export give one tree`() throws {
        let names = ["reg-exported/wine_cp932_regedit4.reg", "reg-exported/wine_cp932_v5.reg"]
        let all = try RegistrySamples.entries("reg").map(\.name)
        guard names.allSatisfy({ all.contains($0) }) else { return }
        let (narrow, _) = RegistryExportTests.record(try RegistrySamples.bytes(names[0]))
        let (wide, _) = RegistryExportTests.record(try RegistrySamples.bytes(names[1]))
        #expect(narrow.counts == wide.counts)
        #expect(narrow.verdict == .valid && wide.verdict == .valid)
    }

    /// A text that a person commented proves nothing by its end, so a cut at the end of a line
    /// leaves it unproven, as it was; the missing end is named all the same.
    @Test func `every cut that the structure reveals is reported`() throws {
        let mutations = try RegistrySamples.mutations("mutations_reg")
        var revealed = 0
        var named = 0
        for mutation in mutations {
            let name = mutation["sample"] as? String ?? ""
            let whole = try RegistrySamples.bytes(name)
            let length = mutation["cut_to"] as? Int ?? 0
            let export = RegistryExport(bytes: Array(whole.prefix(length)))
            let why = Comment(rawValue: "\(name) \(mutation["why"] ?? "")")
            let wine = mutation["wine_cut"] as? [String: Any] ?? [:]
            #expect(export.counts.keys == wine["key_lines"] as? Int, why)
            #expect(export.counts.values == wine["value_sets"] as? Int, why)
            guard mutation["structure_reveals_it"] as? Bool == true else {
                #expect(export.verdict != .damaged, why)
                continue
            }
            if export.verdict == .damaged || export.verdict == .refused {
                revealed += 1
            } else {
                named += 1
                #expect(RegistryExport(bytes: whole).handWork != nil, why)
                #expect(export.verdict == .unproven, why)
                #expect(
                    export.problems.kept.contains {
                        $0.expected == "the empty line that ends an export"
                    }, why)
            }
        }
        print("cut exports: \(revealed) damaged or refused, \(named) unproven with the end named")
    }
}
