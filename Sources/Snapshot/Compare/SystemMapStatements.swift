// SPDX-License-Identifier: Apache-2.0

extension Statements {
    /// What a System.map says.
    init(_ map: SystemMap) {
        self.init()
        for (name, values) in [
            ("platforms", map.platforms), ("copy lists", map.copyLists),
            ("languages", map.languages), ("units", map.units),
        ] where !values.isEmpty {
            add(name, Self.list(values))
        }
        for list in map.idLists { add("list \(list.name)", Self.list(list.values)) }
        for (title, services) in [("service", map.services), ("package", map.packages)] {
            for service in services {
                add(
                    "\(title) \(service.name)",
                    "flags \(Self.text(service.flags)), main \(service.main.map { "\($0)" } ?? "none"), others \(Self.list(service.subcomponents))"
                )
            }
        }
        for directory in map.directories { addDirectory(directory) }
    }

    private mutating func addDirectory(_ directory: SystemMap.Directory) {
        var name = "\(directory.path)"
        for part in [directory.platform, directory.language] where !part.isEmpty {
            name += " \(part)"
        }
        let flags = directory.flags.map(String.init) ?? "none"
        add(
            "directory \(name)",
            "source \(directory.source), flags \(flags), units \(Self.list(directory.units))")
        for entry in directory.entries { add("file \(name): \(entry.name)", Self.text(entry)) }
    }

    private static func text(_ entry: SystemMap.Entry) -> String {
        var parts: [String] = []
        if let size = entry.size {
            parts.append(
                size.sourceBytes == size.installedBytes && size.count == 1
                    ? "\(size.installedBytes) bytes"
                    : "size (\(size.count), \(size.sourceBytes), \(size.installedBytes))")
        }
        parts.append("from \(entry.sourceName)")
        if entry.secondName != entry.name { parts.append("second name \(entry.secondName)") }
        if let isRemote = entry.isRemote { parts.append("remote \(isRemote ? "yes" : "no")") }
        if let isCompressed = entry.isCompressed {
            parts.append("compressed \(isCompressed ? "yes" : "no")")
        }
        if let flags = entry.flags { parts.append("flags \(flags)") }
        if !entry.copyLists.isEmpty {
            parts.append(
                "copy lists "
                    + entry.copyLists.map { "\($0.list)=\($0.destination)" }.joined(separator: " "))
        }
        return parts.joined(separator: ", ")
    }
}
