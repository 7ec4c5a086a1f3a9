// SPDX-License-Identifier: Apache-2.0

extension SystemMap {
    /// A directory below the SMS root with the files that are installed in it:
    /// `DIRECTORY "…" PLATFORM "…" LANGUAGE "…" SOURCE "…" FLAGS = n UNIT = "…" BEGIN … END`.
    public struct Directory: Sendable, Hashable {
        /// The path below the SMS root, with backslashes.
        public let path: SMSText
        /// The platform that the files are for; empty for all of them.
        public internal(set) var platform: SMSText = ""
        /// The language that the files are for; empty for all of them.
        public internal(set) var language: SMSText = ""
        /// The directory of the vendor's disc.
        public internal(set) var source: SMSText = ""
        /// A number of 32 bits whose bits are not documented; `nil` when the map does not say.
        public internal(set) var flags: UInt32?
        /// The units that the files belong to; one in all known maps.
        public internal(set) var units: [SMSText] = []
        /// The files.
        public internal(set) var entries: [Entry] = []
        /// The line, counted from 1.
        public let line: Int
    }

    /// A file of a directory: `"A.EXE", SIZE(1, 9, 9), "A.EXE", "A.EX_", REMOTE=YES, COPYLISTS(…),
    /// COMPRESS=NO, FLAGS = 1`.
    public struct Entry: Sendable, Hashable {
        /// The name of the installed file.
        public let name: SMSText
        /// The three numbers of `SIZE`; `nil` when they are missing or no numbers.
        public internal(set) var size: Size?
        /// The second name, the same as the first in all known maps.
        public internal(set) var secondName: SMSText = ""
        /// The name on the vendor's disc, whose last letter is mostly `_`.
        public internal(set) var sourceName: SMSText = ""
        /// Whether clients may get the file; `nil` when the map does not say YES or NO.
        public internal(set) var isRemote: Bool?
        /// The copy lists that the file belongs to.
        public internal(set) var copyLists: [CopyListEntry] = []
        /// Whether the file is compressed; `nil` when the map does not say YES or NO.
        public internal(set) var isCompressed: Bool?
        /// A number of 32 bits whose bits are not documented; `nil` when the map does not say.
        public internal(set) var flags: UInt32?
        /// The line, counted from 1.
        public let line: Int
    }

    /// The sizes of a file, `SIZE(n, a, b)`.
    ///
    /// No article explains them: the first is 1 and the others are equal in all that are printed.
    /// Hotfixes do not change them (Q193031, Q274592), so a file of another size is patched as
    /// likely as damaged.
    public struct Size: Sendable, Hashable {
        /// The first number.
        public let count: UInt32
        /// The second: presumably the bytes on the disc.
        public let sourceBytes: UInt32
        /// The third: presumably the bytes of the installed file.
        public let installedBytes: UInt32
    }

    /// A copy list of a file, and where clients put it: `"WIN95:STANDARD" = "SMS"`.
    public struct CopyListEntry: Sendable, Hashable {
        /// One of ``SystemMap/copyLists``.
        public let list: SMSText
        /// `SMS` or `WINDIR` in all known maps.
        public let destination: SMSText
    }
}
