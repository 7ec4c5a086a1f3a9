// SPDX-License-Identifier: Apache-2.0

/// What a file offered as a database dump is by its first bytes.
///
/// Names lie: database dumps and database devices are both `.DAT`, and anything may be called
/// `.BAK`. That a file is none of the known kinds is all that can be said for a dump of SQL
/// Server 4.21 or 6.x, whose format is undocumented and has no magic number.
public enum DumpFileKind: String, Sendable, Hashable, CaseIterable {
    /// No bytes at all, which is also what the NUL device keeps of a dump.
    case empty
    /// Nothing that is known: it may be a dump.
    case unknown
    /// A backup of SQL Server 2008 or later that was written compressed (`MSSQLBAK`).
    case compressedBackup
    /// Microsoft Tape Format whose first block is missing or destroyed.
    case tapeFormatRemains
    /// A data file of SQL Server 7.0 or later, copied instead of backed up.
    case dataFile
    /// The name of a device, such as `NUL`, where a dump should be.
    case deviceName
    /// A zip file.
    case zip
    /// A cabinet file.
    case cabinet
    /// `COMPRESS.EXE`: `SZDD` or `KWAJ`.
    case expandable
    /// Packed by gzip, bzip2, xz, zstd, 7z or RAR.
    case compressed
    /// A tar file.
    case tar
    /// A registry hive.
    case registryHive
    /// A registry export.
    case registryExport
    /// A site control file.
    case siteControlFile
    /// An event log.
    case eventLog
    /// Access and other files of the Jet engine.
    case accessDatabase
    /// A program for DOS or Windows.
    case program
    /// A web page, PDF or Office document.
    case document
    /// An image of a disk.
    case diskImage
    /// Text, for example the report of a dump or a script.
    case text

    /// What to call the file in a message.
    public var name: String {
        switch self {
        case .empty: "nothing"
        case .unknown: "bytes of an unknown format"
        case .compressedBackup: "a compressed backup of SQL Server"
        case .tapeFormatRemains: "a tape format backup without its first block"
        case .dataFile: "a data file of SQL Server 7.0 or later"
        case .deviceName: "the name of a device"
        case .zip: "a zip file"
        case .cabinet: "a cabinet file"
        case .expandable: "a file of COMPRESS.EXE"
        case .compressed: "a compressed file"
        case .tar: "a tar file"
        case .registryHive: "a registry hive"
        case .registryExport: "a registry export"
        case .siteControlFile: "a site control file"
        case .eventLog: "an event log"
        case .accessDatabase: "a database of the Jet engine"
        case .program: "a program"
        case .document: "a document"
        case .diskImage: "an image of a disk"
        case .text: "text"
        }
    }

    /// Whether a file of this kind has to be expanded before it can be looked at.
    public var isPacked: Bool {
        switch self {
        case .zip, .cabinet, .expandable, .compressed, .tar: true
        default: false
        }
    }
}

// MARK: - Recognition

extension DumpFileKind {
    /// Recognises a file by its beginning.
    ///
    /// - Parameter head: The first 16 KiB of the file or more, or all of a smaller file.
    init(head: [UInt8]) {
        if head.isEmpty {
            self = .empty
        } else if let kind = Self.signatures.first(where: { $0.matches(head) })?.kind {
            self = kind
        } else if Self.isDataFile(head) {
            self = .dataFile
        } else if Self.hasTapeBlock(head) {
            self = .tapeFormatRemains
        } else {
            self = Self.textKind(head) ?? .unknown
        }
    }

    private struct Signature {
        let kind: DumpFileKind
        let offset: Int
        let bytes: [UInt8]

        init(_ kind: DumpFileKind, _ text: String, at offset: Int = 0) {
            self.init(kind, [UInt8](text.utf8), at: offset)
        }

        init(_ kind: DumpFileKind, _ bytes: [UInt8], at offset: Int = 0) {
            self.kind = kind
            self.offset = offset
            self.bytes = bytes
        }

        func matches(_ head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
    }

    // Only signatures of three bytes and more: how a dump of 6.x begins nobody knows, and to take
    // one in 65,536 of them for a file of another kind would be too many.
    private static let signatures: [Signature] = [
        Signature(.compressedBackup, "MSSQLBAK"),
        Signature(.zip, "PK\u{3}\u{4}"), Signature(.zip, "PK\u{5}\u{6}"),
        Signature(.cabinet, "MSCF"),
        Signature(.expandable, [0x53, 0x5A, 0x44, 0x44, 0x88, 0xF0, 0x27, 0x33]),
        Signature(.expandable, [0x4B, 0x57, 0x41, 0x4A, 0x88, 0xF0, 0x27, 0xD1]),
        Signature(.compressed, [0x1F, 0x8B, 0x08]),
        Signature(.compressed, [0xFD, 0x37, 0x7A, 0x58, 0x5A]),
        Signature(.compressed, [0x28, 0xB5, 0x2F, 0xFD]), Signature(.compressed, "BZh"),
        Signature(.compressed, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        Signature(.compressed, "Rar!\u{1A}"),
        Signature(.tar, "ustar", at: 257),
        Signature(.registryHive, "regf"), Signature(.registryHive, "CREG"),
        Signature(.registryExport, "REGEDIT"),
        Signature(.registryExport, "Windows Registry Editor"),
        Signature(.siteControlFile, "SITE CONTROL FILE ["),
        Signature(.eventLog, [0x30, 0, 0, 0, 0x4C, 0x66, 0x4C, 0x65]),
        Signature(.eventLog, "ElfFile\0"),
        Signature(.accessDatabase, "Standard Jet DB", at: 4),
        Signature(.accessDatabase, "Standard ACE DB", at: 4),
        Signature(.document, "%PDF"), Signature(.document, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]),
        Signature(.diskImage, "conectix"), Signature(.diskImage, "CD001", at: 32_769),
    ]

    /// Pages 0 and 1 of a data file: a file header page and a page of free space.
    private static func isDataFile(_ head: [UInt8]) -> Bool {
        head.starts(with: [0x01, 0x0F, 0, 0]) && head.dropFirst(8_192).starts(with: [0x01, 0x0B])
    }

    private static func hasTapeBlock(_ head: [UInt8]) -> Bool {
        let known: [TapeFormatBlock.Kind] = [.filemark, .startOfSet, .volume, .configuration]
        return stride(from: 0, to: min(head.count, 16_384) - 51, by: 512).contains { offset in
            TapeFormatBlockHeader(head[offset..<offset + 52]).map { known.contains($0.kind) }
                ?? false
        }
    }

    /// The kind of a text, or of a program, which may be told only by the absence of text.
    private static func textKind(_ head: [UInt8]) -> DumpFileKind? {
        guard isUTF16Text(head) || isText(head) else { return isProgram(head) ? .program : nil }
        let letters = head.prefix(512).filter { (0x21...0x7E).contains($0) }
        let start = String(decoding: letters, as: UTF8.self).lowercased()
        if start.hasPrefix("windowsregistryeditor") || start.hasPrefix("regedit") {
            return .registryExport
        }
        if start.hasPrefix("<!doctype") || start.hasPrefix("<html") { return .document }
        let isShort = head.count <= 260
        if isShort, start == "nul" || start == "diskdump" || start.hasPrefix("\\\\.\\") {
            return .deviceName
        }
        return .text
    }

    /// A byte order mark and characters of which at least half are ASCII.
    private static func isUTF16Text(_ head: [UInt8]) -> Bool {
        let isLittle = head.starts(with: [0xFF, 0xFE])
        guard isLittle || head.starts(with: [0xFE, 0xFF]) else { return false }
        let units = head.dropFirst(2).prefix(512)
        let highs = units.indices.filter { $0.isMultiple(of: 2) != isLittle }
        return highs.filter { head[$0] == 0 }.count * 2 >= highs.count
    }

    /// The header of a DOS program: `MZ`, bytes in the last page below 512, and pages.
    private static func isProgram(_ head: [UInt8]) -> Bool {
        let fields = ByteFields(head)
        guard head.starts(with: "MZ".utf8), let lastPage = fields.word(at: 2),
            let pages = fields.word(at: 4)
        else { return false }
        return lastPage < 512 && pages > 0
    }

    /// Printable bytes, blanks and line ends only; bytes above 127 belong to some code page.
    private static func isText(_ head: [UInt8]) -> Bool {
        var letters = 0
        for byte in head.prefix(16_384) {
            switch byte {
            case 0x20...0x7E: letters += 1
            case 0x09...0x0D, 0x1A, 0x80...0xFF: break
            default: return false
            }
        }
        // Bytes above 127 alone are no text, and a dump could begin with a few of them.
        return letters * 2 >= min(head.count, 16_384)
    }
}
