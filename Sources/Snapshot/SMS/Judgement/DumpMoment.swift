// SPDX-License-Identifier: Apache-2.0

/// When a dump was made, as far as it can be known.
///
/// A backup of SQL Server 7.0 and later says it, in the server's local time and mostly with its
/// zone. Of a dump of 6.x only the time of the file is known, which copying may have changed.
struct DumpMoment {
    /// Seconds since 1970-01-01T00:00:00Z.
    let seconds: Int64
    /// How far the true moment can be away, in seconds; the zones of the world span 14 hours.
    let uncertainty: Int64

    /// Zones reach from 12 hours behind to 14 hours ahead of UTC.
    static let zoneSpan: Int64 = 14 * 3_600

    init?(_ document: SiteEvidence.DumpDocument) {
        if let moment = Self.written(in: document.dump) {
            self = moment
        } else if let modified = document.modified {
            seconds = modified.seconds
            uncertainty = 0
        } else {
            return nil
        }
    }

    private init(seconds: Int64, uncertainty: Int64) {
        self.seconds = seconds
        self.uncertainty = uncertainty
    }

    /// What the backup itself says.
    static func written(in dump: DatabaseDump) -> DumpMoment? {
        guard case .tapeFormat(let backup) = dump.content, let set = backup.principalSet,
            let time = set.description?.started ?? set.date
        else { return nil }
        if let quarters = set.zoneQuarterHours {
            // At most 14 hours, so nothing overflows.
            return DumpMoment(
                seconds: Int64(time.secondsSinceEpoch(aheadOfUTC: quarters * 900)), uncertainty: 0)
        }
        return DumpMoment(seconds: Int64(time.secondsSinceEpoch()), uncertainty: zoneSpan)
    }
}
