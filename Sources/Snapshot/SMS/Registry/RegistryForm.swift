// SPDX-License-Identifier: Apache-2.0

/// What kind of file somebody handed over as a registry, decided by its content.
///
/// Names lie: an NT 4 how-to names a saved hive `.reg` (Q323170), and Wine's own store carries
/// that name too. Only ``export(_:_:)`` and ``hive`` can be restored from.
public enum RegistryForm: Sendable, Hashable {
    /// A text that a registry editor imports.
    case export(RegistryExportVersion, RegistryEncoding)
    /// A binary hive, as REGEDT32's Save Key, REGBACK and REG SAVE write.
    case hive
    /// The log of a hive; the number is the file type in its base block (1, 2 or 6).
    case transactionLog(UInt32)
    /// The listing of REGEDT32's "Save Subtree As".
    case listing
    /// A file that holds the registry in compressed form.
    case compressed(String)
    /// A Windows 3.1 export, `REGEDIT`.
    case windows31Export
    /// The registry of Windows 95 or 98, `CREG` or `RGDB`.
    case windows9x
    /// Wine's own store, `WINE REGISTRY Version 2`.
    case wineStore
    /// A first line that importers accept without importing anything, or do not accept.
    case unsupportedExport(String)
    /// A text whose first line was cut off.
    case cutHeader
    /// Nothing at all, or only zeros.
    case empty
    /// Something else; the text says what, as far as that can be told.
    case other(String)

    /// Whether a registry can be restored from files of this kind.
    public var isRestorable: Bool {
        switch self {
        case .export, .hive: true
        default: false
        }
    }

    /// What the file is and, when it cannot be restored from, why not and what to do instead.
    public var reason: String {
        switch self {
        case .export(let version, let encoding):
            "a registry export, \(version.rawValue), in \(encoding.rawValue)"
        case .hive:
            "a registry hive"
        case .transactionLog(let type):
            "the transaction log of a hive (file type \(type)), not the hive; "
                + "save the key with Save Key"
        case .listing:
            "a listing made with \"Save Subtree As\"; no program can restore it, however "
                + "complete it is; save the key with Save Key or export it with REGEDIT"
        case .compressed(let format):
            "compressed (\(format)); expand it first"
        case .windows31Export:
            "a Windows 3.1 export; it holds file classes only, never HKEY_LOCAL_MACHINE"
        case .windows9x:
            "the registry of Windows 95 or 98; SMS sites run on Windows NT"
        case .wineStore:
            "Wine's own registry store; no program imports it"
        case .unsupportedExport(let line):
            "a text with the first line \"\(line)\"; importers report success and import nothing"
        case .cutHeader:
            "a registry export that ends inside its first line"
        case .empty:
            "empty, or nothing but zeros"
        case .other(let what):
            what
        }
    }
}

/// The first line of an export.
public enum RegistryExportVersion: String, Sendable, Hashable, CaseIterable {
    /// Windows 95 and NT 4: 8-bit text, strings in hex are bytes of the code page.
    case regedit4 = "REGEDIT4"
    /// Windows 2000 and later: strings in hex are UTF-16. NT 4 cannot import it.
    case version5 = "Windows Registry Editor Version 5.00"
}

/// How the text of an export is written.
public enum RegistryEncoding: String, Sendable, Hashable, CaseIterable {
    case ascii = "ASCII"
    /// Eight bits of a code page that the file does not name.
    case codePage = "an 8-bit code page"
    case utf8 = "UTF-8"
    /// UTF-8 after a byte order mark: Windows reads it, Wine refuses it.
    case utf8WithByteOrderMark = "UTF-8 with a byte order mark"
    /// UTF-16, little-endian, after a byte order mark, as Windows writes it.
    case utf16 = "UTF-16"
    /// UTF-16, little-endian, without a byte order mark: importers refuse it.
    case utf16WithoutByteOrderMark = "UTF-16 without a byte order mark"

    /// Whether a unit of the text has two bytes.
    public var isWide: Bool {
        self == .utf16 || self == .utf16WithoutByteOrderMark
    }

    /// How many bytes the byte order mark takes.
    var markByteCount: Int {
        switch self {
        case .utf8WithByteOrderMark: 3
        case .utf16: 2
        default: 0
        }
    }
}
