// SPDX-License-Identifier: Apache-2.0

/// Adds outcomes up.
struct CampaignTally: Sendable {
    private struct Row {
        var tried = 0
        var missed = 0
        var named = 0
        var wronglyNamed = 0
        var closed = 0
        var proved = 0
        var wronglyProved = 0
    }

    private var rows: [String: Row] = [:]
    private(set) var tried = 0
    /// What went wrong, at most 50 of them.
    private(set) var problems: [String] = []

    mutating func count(_ item: CampaignCase, _ result: Result<CampaignTrial.Outcome, any Error>) {
        tried += 1
        let outcome: CampaignTrial.Outcome
        switch result {
        case .success(let value): outcome = value
        case .failure(let error):
            outcome = CampaignTrial.Outcome(problems: ["it could not be tried: \(error)"])
        }
        for problem in outcome.problems where problems.count < 50 {
            problems.append("\(item.kind), \(item.description): \(problem)")
        }
        var row = rows[item.kind] ?? Row()
        row.tried += 1
        row.missed += outcome.isMissed ? 1 : 0
        row.named += outcome.named
        row.wronglyNamed += outcome.wronglyNamed
        row.closed += outcome.isOpen ? 0 : 1
        row.proved += outcome.proved
        row.wronglyProved += outcome.wronglyProved
        rows[item.kind] = row
    }

    func table(_ title: String) -> String {
        var text = """

            **\(title)**

            | Damage | Tried | Missed | Cannot be opened any more | Files named as lost | Wrongly named | Files proved by `salvage` | Wrongly proved |
            |---|---|---|---|---|---|---|---|

            """
        for (kind, row) in rows.sorted(by: { $0.key < $1.key }) {
            let numbers = [
                row.tried, row.missed, row.closed, row.named, row.wronglyNamed, row.proved,
                row.wronglyProved,
            ]
            text += "| \(kind) | \(numbers.map(Self.grouped).joined(separator: " | ")) |\n"
        }
        return text
    }

    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
