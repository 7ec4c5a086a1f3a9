// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Real registry files that lie beside the repository, and what other readers say of them.
///
/// They are not part of the project. Where the folder is absent, the tests that read them are
/// skipped with ``absence`` as the reason.
enum RegistrySamples {
    /// `../shared/samples` beside the root of the repository.
    static let directory: URL = {
        var root = URL(fileURLWithPath: #filePath)
        while root.path != "/" {
            root.deleteLastPathComponent()
            let package = root.appendingPathComponent("Package.swift").path
            if FileManager.default.fileExists(atPath: package) { break }
        }
        return root.deletingLastPathComponent().appendingPathComponent("shared/samples")
    }()

    static let absence = "the folder of samples beside the repository is absent"

    static var arePresent: Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent("truth.json").path)
    }

    /// Everything that `truth.json` says.
    static func truth() throws -> [String: Any] {
        let data = try Data(contentsOf: directory.appendingPathComponent("truth.json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// The entries of one section by file name, sorted; only files that are there.
    static func entries(_ section: String) throws -> [(name: String, truth: [String: Any])] {
        let all = try truth()[section] as? [String: [String: Any]] ?? [:]
        return all.sorted { $0.key < $1.key }.filter { exists($0.key) }.map { ($0.key, $0.value) }
    }

    /// The changes that one section says to make; only of files that are there.
    static func mutations(_ section: String) throws -> [[String: Any]] {
        let all = try truth()[section] as? [[String: Any]] ?? []
        return all.filter { exists($0["sample"] as? String ?? "") }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }

    private static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
    }
}
