// SPDX-License-Identifier: Apache-2.0

extension RegistryLineReader {
    mutating func openKey(
        _ line: RegistryOpenText.Line, _ range: Range<Int>, isExact: Bool
    ) {
        layout.addKey(at: line.number, isExact: isExact)
        let path = RegistryKeyPath(line.units[range], encoding: encoding)
        guard path.hasKnownRoot, !path.isTooDeep else {
            hasKey = false
            isKeyCertain = false
            layout.depart(at: line.number, "a key that no importer accepts")
            problems.add(
                at: .line(line.number), .warning,
                expected: path.isTooDeep
                    ? "at most \(RegistryKeyPath.maximumDepth) names in a path"
                    : "a root key such as HKEY_LOCAL_MACHINE",
                found: path.isTooDeep ? "more" : "\"\(path.names.first?.shortened ?? "")\"")
            return
        }
        note(path, at: line.number)
        counts.keys += 1
        hasKey = true
        isKeyCertain = true
        keyHash = path.hash
        if firstKey == nil { firstKey = path.text }
        lastKey = path.text
        wantsValues = visitor.enterKey(path.names)
    }

    mutating func note(_ path: RegistryKeyPath, at number: Int) {
        if let parent = path.parentHash, counts.keys > 0, !path.hasHighBytes,
            !keys.contains(parent)
        {
            layout.depart(at: number, "a key whose parent does not come before it")
        }
        if !keys.insert(path.hash) {
            layout.depart(at: number, "a key that was there before")
            problems.add(
                at: .line(number), .notice, expected: "each key once",
                found: "\"\(path.text.shortened)\" again")
        }
    }

    mutating func deleteKey(_ line: RegistryOpenText.Line) {
        counts.deletedKeys += 1
        hasKey = false
        isKeyCertain = false
        layout.depart(at: line.number, "a key that is deleted")
        problems.add(
            at: .line(line.number), .warning, expected: "keys that are set, as in an export",
            found: "a key that is deleted, as in a script")
    }

    /// An importer goes on with the key before: the values that follow land in the wrong one.
    mutating func refuseKey(_ line: RegistryOpenText.Line) {
        isKeyCertain = false
        layout.depart(at: line.number, "a key that is malformed")
        problems.add(
            at: .line(line.number), .damage, expected: "the name of a key between \"[\" and \"]\"",
            found: line.end == .missing ? "the end of the file" : "the end of the line")
    }
}
