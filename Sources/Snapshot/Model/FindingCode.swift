// SPDX-License-Identifier: Apache-2.0

/// The rules that a finding can break; the raw values are stable and documented in
/// `docs/FORMAT.md`.
public enum FindingCode: String, Sendable, Hashable, CaseIterable {
    /// Bytes that belong to nothing: after the end, between units, or an end that is not where it
    /// should be.
    case length
    /// A part of the encryption around the archive does not prove itself.
    case encryption
    /// The footer is missing or damaged: the file is only salvage.
    case footer
    /// The seek table is not the one that belongs to the frames.
    case seekTable = "seek-table"
    /// The seal after a unit is missing, damaged or another one's.
    case seal
    /// The bytes of a unit are not those that were sealed.
    case unit
    /// A unit that must be there is not.
    case missingUnit = "missing-unit"
    /// A unit is there more than once.
    case duplicateUnit = "duplicate-unit"
    /// A unit stands at another unit's place.
    case unitOrder = "unit-order"
    /// A whole unit of another archive.
    case foreignUnit = "foreign-unit"
    /// A unit does not decompress to what its seal says, or a foreign archive does not decompress.
    case decompression
    /// The manifest is missing, damaged or breaks its own rules.
    case manifest
    /// Something is proved by another algorithm than SHA-256, which this format does not know.
    case digestAlgorithm = "digest-algorithm"
    /// A tar header and the manifest disagree, or a foreign archive has a header that is not right.
    case header
    /// The tar has a member that the manifest does not name.
    case extraEntry = "extra-entry"
    /// The manifest names an entry that the tar does not have.
    case missingEntry = "missing-entry"
    /// Entries stand in another order than the tar has them.
    case entryOrder = "entry-order"
    /// An entry occurs twice, or two are restored to the same place.
    case duplicateEntry = "duplicate-entry"
    /// Padding that is not zero, or bytes of the tar that belong to nothing.
    case padding
    /// The content of a file does not have its digest: the file is lost or altered.
    case content
    /// A tag file of the bag is not what the manifest demands.
    case bag
    /// The file is a tar that another program wrote: nothing in it can be proved.
    case archiveForeign = "archive-foreign"
    /// A member of such a tar would be refused by a restore: its name leads out, or it contradicts
    /// itself.
    case refusedEntry = "refused-entry"
    /// What was captured is intact, and does not bring the site back.
    case unusable
    /// The archive's files do not give the judgement that it stores.
    case judgement
    /// What was restored is not what the archive holds.
    case restored
    /// The live site is another one than the archive's.
    case liveSite = "live-site"
    /// The live site does not have an entry of the archive.
    case liveMissing = "live-missing"
    /// The live site has an entry that the archive does not have.
    case liveExtra = "live-extra"
    /// An entry of the live site is of another kind.
    case liveKind = "live-kind"
    /// A file of the live site has another size.
    case liveSize = "live-size"
    /// A file of the live site has another content of the same size.
    case liveContent = "live-content"
    /// An entry of the live site has another owner, mode, time or extended attributes.
    case liveAttributes = "live-attributes"
    /// The live site's System.map has another time or content, or is not there.
    case systemMapDrift = "system-map-drift"
}
