// SPDX-License-Identifier: Apache-2.0

/// Something that a document of the site says otherwise on the other side.
public struct MeaningChange: Sendable, Hashable {
    /// What kind of statement it is.
    public enum Subject: String, Sendable, Hashable, CaseIterable {
        /// What the site says it is.
        case site
        /// A key of the registry.
        case registryKey = "registry-key"
        /// A value of a key.
        case registryValue = "registry-value"
        /// A property, a service, an address of a site control file.
        case siteControl = "site-control"
        /// A statement or a file of a System.map.
        case systemMap = "system-map"
    }

    /// Which way it changed.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case added, removed, changed
    }

    /// What kind of statement.
    public let subject: Subject
    /// Which way it changed.
    public let kind: Kind
    /// The code of the child secondary site whose document it is; `nil` for the site's own.
    public let child: String?
    /// What the statement is about, for a person: printable, without secrets.
    public let name: String
    /// What was said before: printable, without secrets; `nil` for what was added.
    public let old: String?
    /// What is said now; `nil` for what was removed.
    public let new: String?

    init(
        _ subject: Subject, _ kind: Kind, child: String? = nil, name: String, old: String?,
        new: String?
    ) {
        self.subject = subject
        self.kind = kind
        self.child = child
        self.name = JudgementText.redacted(name)
        self.old = old.map(JudgementText.redacted)
        self.new = new.map(JudgementText.redacted)
    }
}

/// What a document says, statement by statement: a name, and what is said about it.
struct Statements {
    private var all: [(name: String, value: String)] = []

    /// Adds a statement; both texts are printable and without secrets.
    mutating func add(_ name: String, _ value: String) { all.append((name, value)) }

    /// The changes from one document to another.
    ///
    /// Of several statements of one name those that both sides make are left out first, and the
    /// rest are paired in their order.
    static func changes(
        _ subject: MeaningChange.Subject, child: String?, from old: Statements, to new: Statements
    ) -> [MeaningChange] {
        let before = Dictionary(grouping: old.all, by: \.name)
        let after = Dictionary(grouping: new.all, by: \.name)
        var changes: [MeaningChange] = []
        for name in Set(before.keys).union(after.keys).sorted() {
            var left = before[name]?.map(\.value) ?? []
            var right = after[name]?.map(\.value) ?? []
            for value in left {
                guard let other = right.firstIndex(of: value), let own = left.firstIndex(of: value)
                else { continue }
                left.remove(at: own)
                right.remove(at: other)
            }
            for index in 0..<max(left.count, right.count) {
                let (one, other) = (
                    index < left.count ? left[index] : nil, index < right.count ? right[index] : nil
                )
                let kind: MeaningChange.Kind =
                    one == nil ? .added : other == nil ? .removed : .changed
                changes.append(
                    MeaningChange(subject, kind, child: child, name: name, old: one, new: other))
            }
        }
        return changes
    }
}
