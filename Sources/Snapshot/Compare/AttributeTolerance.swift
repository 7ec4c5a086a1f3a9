// SPDX-License-Identifier: Apache-2.0

/// Which differences of attributes come from the file system and say nothing of the site.
///
/// FAT keeps times in steps of two seconds and in local time, so that they move by whole hours when
/// the zone or the season changes; a mount of FAT or of a share gives every file one owner and mode.
public struct AttributeTolerance: Sendable, Hashable {
    /// Up to how many nanoseconds two times may be apart; 0 to ``largest``.
    public var time: Int64 = 0
    /// Whether times may also be apart by whole hours, up to ``mostHours``.
    public var allowsWholeHours = false
    /// Whether owner and group are not compared.
    public var ignoresOwners = false
    /// Whether permissions, extended attributes and access control lists are not compared.
    public var ignoresModes = false

    /// The largest tolerance: an hour, in nanoseconds.
    public static let largest: Int64 = hour
    /// The most hours that two zones can be apart (UTC−12 to UTC+14).
    public static let mostHours: Int64 = 26
    private static let hour: Int64 = 3_600_000_000_000

    /// Makes a tolerance of nothing.
    public init() {}

    /// How two times compare.
    enum TimeComparison: Hashable {
        case same
        /// Apart by this many whole hours, and that is tolerated.
        case wholeHours(Int64)
        case different
    }

    func compare(_ left: Timestamp, _ right: Timestamp) -> TimeComparison {
        if left == right { return .same }
        let (seconds, overflow) = right.seconds.subtractingReportingOverflow(left.seconds)
        guard !overflow, (-1_000_000...1_000_000).contains(seconds) else { return .different }
        let difference =
            seconds * 1_000_000_000 + Int64(right.nanoseconds) - Int64(left.nanoseconds)
        let distance = abs(difference)
        if distance <= time { return .same }
        guard allowsWholeHours else { return .different }
        let hours = (distance + Self.hour / 2) / Self.hour
        guard (1...Self.mostHours).contains(hours), abs(distance - hours * Self.hour) <= time
        else { return .different }
        return .wholeHours(difference < 0 ? -hours : hours)
    }
}
