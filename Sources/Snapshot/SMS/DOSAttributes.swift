// SPDX-License-Identifier: Apache-2.0

/// The attributes that DOS and Windows NT keep of a file, out of a Linux extended attribute.
///
/// Samba, the cifs and ntfs3 file systems and ntfs-3g each store them in their own way. An
/// archive carries the bytes untouched; this is what they mean.
public struct DOSAttributes: Sendable, Hashable {
    /// The bits of `FILE_ATTRIBUTE_…`; others than those named here occur.
    public struct Flags: OptionSet, Sendable, Hashable {
        /// The bits as Windows defines them.
        public let rawValue: UInt32

        /// Makes flags of the bits.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// May not be written.
        public static let readOnly = Flags(rawValue: 0x1)
        /// Not shown in listings.
        public static let hidden = Flags(rawValue: 0x2)
        /// Belongs to the operating system.
        public static let system = Flags(rawValue: 0x4)
        /// A directory.
        public static let directory = Flags(rawValue: 0x10)
        /// Changed since a backup program cleared it.
        public static let archive = Flags(rawValue: 0x20)
        /// None of the others; stands alone.
        public static let normal = Flags(rawValue: 0x80)
        /// Compressed by NTFS.
        public static let compressed = Flags(rawValue: 0x800)
    }

    /// A time as Windows NT counts it: 100 nanoseconds since 1601-01-01T00:00:00Z.
    public struct FileTime: Sendable, Hashable {
        /// Steps of 100 nanoseconds since 1601-01-01T00:00:00Z.
        public let rawValue: UInt64

        /// Makes a time of its steps.
        public init(rawValue: UInt64) {
            self.rawValue = rawValue
        }

        /// Whole seconds since 1970-01-01T00:00:00Z; negative before.
        public var secondsSinceEpoch: Int64 { Int64(rawValue / 10_000_000) - 11_644_473_600 }

        /// Nanoseconds to add, 0 to 999,999,900.
        public var nanoseconds: Int32 { Int32(rawValue % 10_000_000) * 100 }
    }

    /// Why a value could not be read.
    public enum Failure: Error, Sendable, Hashable {
        /// No attribute of this name holds DOS attributes.
        case otherName
        /// The value has a length that the encoding does not have; in bytes.
        case length(Int)
        /// The text in front is not a hexadecimal number.
        case malformedText
        /// Samba's version numbers differ from each other, or are not 1 to 5.
        case version(UInt16, UInt16)
    }

    /// The attributes; `nil` when the value says that it does not hold them.
    public let flags: Flags?
    /// When the file was created; `nil` when the value does not say.
    public let created: FileTime?
    /// The version of Samba's encoding, 1 to 5, or 0 of its oldest, a plain text; `nil` elsewhere.
    public let sambaVersion: UInt16?
}

// MARK: - Reading

extension DOSAttributes {
    /// Names of extended attributes that hold DOS attributes.
    ///
    /// Only the first is listed by listxattr(2); the others must be asked for by name.
    public static let attributeNames = [
        "user.DOSATTRIB", "user.cifs.dosattrib", "user.smb3.dosattrib", "system.ntfs_attrib",
        "system.ntfs_attrib_be", "system.dos_attrib",
    ]

    /// Reads the value of an extended attribute.
    ///
    /// The cifs file system gives the number in the byte order of the machine that mounted it;
    /// little-endian is assumed, as on every machine that this runs on.
    ///
    /// - Throws: ``Failure``. A value of an unknown version is to be carried, not understood.
    public init(name: String, value: [UInt8]) throws(Failure) {
        switch name {
        case "user.DOSATTRIB": try self.init(samba: value)
        case "user.cifs.dosattrib", "user.smb3.dosattrib", "system.ntfs_attrib":
            try self.init(number: value, size: 4)
        case "system.ntfs_attrib_be": try self.init(number: value.reversed(), size: 4)
        case "system.dos_attrib": try self.init(number: value, size: 1)
        default: throw .otherName
        }
    }

    private init(number bytes: [UInt8], size: Int) throws(Failure) {
        guard bytes.count == size else { throw .length(bytes.count) }
        flags = Flags(rawValue: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
        created = nil
        sambaVersion = nil
    }

    /// Reads Samba's encoding.
    ///
    /// A text with a zero at its end, padding to 2, the version twice, padding to 4, then the
    /// fields of that version. In the oldest form the text, without a zero, is all.
    private init(samba value: [UInt8]) throws(Failure) {
        guard let end = value.firstIndex(of: 0) else {
            guard let number = Self.number(text: value) else { throw .malformedText }
            flags = Flags(rawValue: number)
            created = nil
            sambaVersion = 0
            return
        }
        guard end == 0 || Self.number(text: Array(value[..<end])) != nil else {
            throw .malformedText
        }
        let fields = ByteFields(value)
        let versionOffset = (end + 2) / 2 * 2
        guard let version = fields.word(at: versionOffset),
            let again = fields.word(at: versionOffset + 2)
        else { throw .length(value.count) }
        guard version == again, let layout = Self.layouts[version] else {
            throw .version(version, again)
        }
        let start = (versionOffset + 4 + 3) / 4 * 4
        guard
            layout.hasText ? value.count > start + layout.size : value.count == start + layout.size,
            let number = fields.long(at: start + layout.flags),
            let time = fields.quad(at: start + layout.created)
        else { throw .length(value.count) }
        let valid = layout.hasValidity ? fields.long(at: start) ?? 0 : 0x11
        flags = valid & 0x01 != 0 ? Flags(rawValue: number) : nil
        created = valid & 0x10 != 0 && time != 0 ? FileTime(rawValue: time) : nil
        sambaVersion = version
    }

    /// Where the fields of one version lie, counted from behind the version numbers.
    private struct Layout {
        let size: Int
        /// Whether a number in front says which fields hold something.
        let hasValidity: Bool
        let flags: Int
        let created: Int
        /// Whether a text follows.
        var hasText = false
    }

    /// The layouts of Samba's librpc/idl/xattr.idl.
    ///
    /// The number in front of version 2 does not tell which fields are valid.
    private static let layouts: [UInt16: Layout] = [
        1: Layout(size: 40, hasValidity: false, flags: 0, created: 24),
        2: Layout(size: 52, hasValidity: false, flags: 4, created: 28, hasText: true),
        3: Layout(size: 44, hasValidity: true, flags: 4, created: 28),
        4: Layout(size: 24, hasValidity: true, flags: 4, created: 16),
        5: Layout(size: 16, hasValidity: true, flags: 4, created: 8),
    ]

    /// `0x23`: at most eight hexadecimal digits.
    private static func number(text: [UInt8]) -> UInt32? {
        guard text.starts(with: "0x".utf8), (3...10).contains(text.count),
            // A sign, which the initialiser would take, is no digit.
            text.dropFirst(2).allSatisfy(LineText.isWordByte)
        else { return nil }
        return UInt32(String(decoding: text.dropFirst(2), as: UTF8.self), radix: 16)
    }
}
