// SPDX-License-Identifier: Apache-2.0

/// The map of an installed site: what the product consists of and where each file stands.
///
/// `SYSTEM.MAP` lies in the SMS root of every site, primary and secondary (SMS 1.2 Resource Guide,
/// "SYSTEM.MAP"). Setup copies by it, Site Config Manager rejects a bad one with code 7408
/// (Q121683), and Maintenance Manager takes a new *time* of the file for an upgrade of the site
/// (Q166771): the bytes are half of what a snapshot keeps of it.
public struct SystemMap: Sendable, Equatable {
    /// The processor architectures, for example `INTEL X86`.
    public internal(set) var platforms: [SMSText] = []
    /// The lists of files that clients copy, `client:part`, for example `WIN95:PCM`.
    public internal(set) var copyLists: [SMSText] = []
    /// The languages, for example `ENGLISH`.
    public internal(set) var languages: [SMSText] = []
    /// What can be installed by itself, for example `INTEL CLIENT`.
    public internal(set) var units: [SMSText] = []
    /// Named lists of strings.
    public internal(set) var idLists: [IDList] = []
    /// The services of a site server.
    public internal(set) var services: [Service] = []
    /// The services of logon servers and clients.
    public internal(set) var packages: [Service] = []
    /// The directories with their files.
    ///
    /// One path occurs as often as it has different headers: the files add up (Q193269).
    public internal(set) var directories: [Directory] = []
    /// Whether the first statement is `PLATFORMS`, as in every whole map.
    ///
    /// A part of a map that is meant to be merged (`hotfix.map`, Q254532) may begin with another
    /// one.
    public internal(set) var beginsWithPlatforms = false
    /// Size of the file in bytes; a whole map of version 1.2 has about 250,000 (Q245816).
    public internal(set) var byteCount = 0

    /// A named list: `IDLIST "NAME" = "a", "b"`.
    public struct IDList: Sendable, Hashable {
        /// What the strings are for.
        public let name: SMSText
        /// The strings; some are `KEY=VALUE` or `OLD:NEW`, an empty list is one empty string.
        public let values: [SMSText]
        /// The line, counted from 1.
        public let line: Int
    }

    /// A service with its programs: `SERVICE` or `PACKAGE`, its name and `BEGIN` to `END`.
    public struct Service: Sendable, Hashable {
        /// The name of the service or thread.
        public let name: SMSText
        /// How it is installed; `nil` when the map does not say.
        public internal(set) var flags: SMSServiceFlags?
        /// Its main program; a component of the site control file refers to it by this name.
        public internal(set) var main: SMSText?
        /// Its other programs.
        public internal(set) var subcomponents: [SMSText] = []
        /// The line, counted from 1.
        public let line: Int
    }
}

extension SystemMap {
    /// The strings of the first list of that name, in any case; empty when there is none.
    public func values(ofIDList name: SMSText) -> [SMSText] {
        idLists.first { $0.name.isSame(as: name) }?.values ?? []
    }

    /// The build that the map belongs to, as written: `786` in version 1.2.
    public var build: SMSText? { values(ofIDList: "BUILDNUMBER").first }

    /// The build as a number.
    public var buildNumber: Int? { build?.number.map { Int($0) } }

    /// Number of the file entries in all directories.
    public var entryCount: Int { directories.reduce(0) { $0 + $1.entries.count } }

    /// Where the programs of a platform lie, for example `X86.BIN` for `INTEL X86`.
    public func directory(ofPlatform platform: SMSText) -> SMSText? {
        for value in values(ofIDList: "PLATFORM_DIRECTORY") {
            guard let equals = value.bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            if SMSText(value.bytes[..<equals]).isSame(as: platform) {
                return SMSText(value.bytes[(equals + 1)...])
            }
        }
        return nil
    }
}
