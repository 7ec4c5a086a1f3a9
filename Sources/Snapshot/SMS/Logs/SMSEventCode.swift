// SPDX-License-Identifier: Apache-2.0

/// Codes of SMS events that speak against an upgrade or against the usability of a backup.
///
/// From the lists of events of SMS (Q122177 to Q122181); the source of the events is `SMS`
/// (Q137209).
public enum SMSEventCode: Sendable, Hashable, CaseIterable {
    /// No disk space, or no drive with NTFS.
    case diskSpace
    /// The Identification key of the registry is bad.
    case identification
    /// The directory of the site control file, or the file itself, cannot be read or written.
    case siteControlAccess
    /// A component or `SYSTEM.MAP` is missing or unreadable.
    case systemMap
    /// The parent site does not agree.
    case parentMismatch
    /// The next SMS unique ID cannot be saved: duplicates threaten.
    case uniqueID
    /// There is no site control file.
    case siteControlMissing
    /// SQL Server.
    case database
    /// The registry.
    case registry
    /// The image of the site control file cannot be read, written or has a wrong type.
    case siteControlImage
    /// The working directory.
    case workingDirectory
    /// An address or a job.
    case addressOrJob
    /// A child site is being configured, or could not be.
    case childConfiguration
    /// The result of a configuration does not reach the parent.
    case parentReport
    /// The table of sites is empty.
    case sitesEmpty
    /// There is no site code.
    case siteCode
    /// The checksum of a package is wrong.
    case packageChecksum
    /// The executive stopped by an exception.
    case exception
    /// The hierarchy is illegal.
    case hierarchy
    /// The bootstrap failed.
    case bootstrap

    /// What a code stands for; `nil` when it is not one of those to look for.
    public init?(code: UInt16) {
        switch code {
        case 109, 289, 372, 373, 384, 392: self = .diskSpace
        case 209: self = .identification
        case 210...213: self = .siteControlAccess
        case 225, 237, 387: self = .systemMap
        case 226: self = .parentMismatch
        case 241: self = .uniqueID
        case 242: self = .siteControlMissing
        case 243, 344: self = .database
        case 310, 311: self = .registry
        case 336...341: self = .siteControlImage
        case 342: self = .workingDirectory
        case 345...347: self = .addressOrJob
        case 349...361: self = .childConfiguration
        case 362, 365: self = .parentReport
        case 363: self = .sitesEmpty
        case 366: self = .siteCode
        case 375: self = .packageChecksum
        case 376: self = .exception
        case 377: self = .hierarchy
        case 378...388: self = .bootstrap
        default: return nil
        }
    }
}
