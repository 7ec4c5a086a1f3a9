// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Snapshot

/// What belongs to a site and lies outside its directory.
struct OutsideOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Registry exports or hives of HKLM\\SOFTWARE\\Microsoft\\SMS.", valueName: "file"))
    var registry: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Dump files of the site database; all stripes of a set.", valueName: "file"))
    var database: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Child secondary sites: the code, and the child's directory or SYSTEM.MAP.",
            valueName: "code=path"))
    var child: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Other files and directories that belong to the site.", valueName: "path"))
    var extra: [String] = []

    func validate() throws {
        for text in child where !text.contains("=") {
            throw ValidationError("--child takes CODE=PATH, found \(ScreenText.quoted(text))")
        }
    }

    /// Whether anything was given.
    var isEmpty: Bool { registry.isEmpty && database.isEmpty && child.isEmpty && extra.isEmpty }

    /// The inputs of a capture of a site's directory with these.
    func inputs(of site: String) -> CaptureInputs {
        var inputs = CaptureInputs(site: [UInt8](site.utf8))
        inputs.registry = registry.map { [UInt8]($0.utf8) }
        inputs.database = database.map { [UInt8]($0.utf8) }
        inputs.extras = extra.map { [UInt8]($0.utf8) }
        inputs.children = child.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return CaptureInputs.Child(
                code: String(parts[0]), path: [UInt8](parts[parts.count - 1].utf8))
        }
        return inputs
    }
}
