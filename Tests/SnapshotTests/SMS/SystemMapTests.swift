// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("System.map")
struct SystemMapTests {
    @Test(.enabled(if: SMSSample.isPresent(SMSSample.systemMap), "\(SMSSample.absent)"))
    func `the printed map says what the book says`() throws {
        let bytes = try #require(SMSSample.bytes(of: SMSSample.systemMap))
        let parsed = SystemMap.parse(bytes)
        let map = parsed.value
        #expect(parsed.problems.isEmpty)
        #expect(map.build == "786" && map.buildNumber == 786)
        #expect(map.platforms.count == 4)
        #expect(map.copyLists.count == 38)
        #expect(map.languages == ["ENGLISH"])
        #expect(map.units.count == 14)
        #expect(map.idLists.count == 12)
        #expect(map.services.count == 1)
        #expect(map.packages.count == 1)
        #expect(map.directories.count == 1)
        #expect(map.entryCount == 2)
        #expect(map.values(ofIDList: "sysmapversion") == ["786", "FINAL", "SMS V1.2", "FULL"])
        #expect(map.directory(ofPlatform: "MAC 68000") == "MAC.BIN")
        let directory = map.directories[0]
        #expect(directory.path == "PRIMSITE.SRV\\AUDIT" && directory.platform.isEmpty)
        #expect(directory.flags == 42 && directory.units == ["SCRIPTS"])
        #expect(directory.entries[0].size?.installedBytes == 1_033_292)
        #expect(directory.entries[1].sourceName == "RUL2CFG.BA_")
    }

    @Test func `statements and entries are read however they are wrapped`() throws {
        let parsed = SystemMap.parse(SystemMapSample.bytes)
        let map = parsed.value
        #expect(parsed.problems.isEmpty)
        #expect(map.beginsWithPlatforms)
        #expect(map.copyLists == ["DOS:STANDARD", "WIN16:PCM", "WIN95:PCM"])
        #expect(map.values(ofIDList: "SPNUMBER") == [""])
        let service = try #require(map.services.first)
        #expect(service.name == "SMS_ASYNC_RAS_SENDER" && service.main == "SENDER.DLL")
        #expect(service.subcomponents == ["CONNRAS.DLL"])
        #expect(service.flags?.contains([.sender, .optional, .asThread]) == true)
        #expect(map.packages.map(\.main) == ["INVWIN32.EXE"])
        #expect(map.directories.map(\.entries.count) == [2, 2])
        let entry = map.directories[1].entries[0]
        #expect(entry.name == "GETDISK.EXE" && entry.secondName == "GETDISK.EXE")
        #expect(entry.size == SystemMap.Size(count: 1, sourceBytes: 16_548, installedBytes: 16_548))
        #expect(entry.copyLists.map(\.list) == ["WIN95:PCM", "WIN16:PCM", "DOS:STANDARD"])
        #expect(entry.copyLists.map(\.destination) == ["SMS", "SMS", "WINDIR"])
        #expect(entry.isRemote == true && entry.isCompressed == false && entry.flags == 5)
        #expect(entry.line == 25)
        #expect(map.directories[1].entries[1].isCompressed == true)
    }

    @Test func `all on one line, each word on its own line, any case: the same map`() {
        let expected = SystemMap.parse(SystemMapSample.bytes).value
        let oneLine = SystemMapSample.text.split(separator: "\n").joined(separator: " ")
        let spread = ["=", ",", "(", ")"].reduce(SystemMapSample.text) { text, mark in
            text.split(separator: mark + " ", omittingEmptySubsequences: false)
                .joined(separator: "\n" + mark + "\n\n")
        }
        for text in [oneLine, spread] {
            let parsed = SystemMap.parse([UInt8](text.utf8))
            #expect(parsed.problems.isEmpty)
            #expect(parsed.value.directories.map(\.entries.count) == [2, 2])
            #expect(parsed.value.services.map(\.main) == expected.services.map(\.main))
            #expect(
                parsed.value.directories[1].entries.map(\.copyLists)
                    == expected.directories[1].entries.map(\.copyLists))
        }
    }

    @Test func `a wrapped string is joined with a blank and noted`() {
        let parsed = SystemMap.parse(
            SystemMapSample.replacing("PLATFORM \"INTEL X86\"", by: "PLATFORM \"INTEL\n  X86\""))
        #expect(parsed.problems.map(\.kind) == [.notice])
        #expect(parsed.value.directories[1].platform == "INTEL X86")
    }

    @Test func `a fragment of an article is no map`() {
        let text = "\"GETDISK.EXE\", SIZE(1, 16548, 16548), \"GETDISK.EXE\",\n\"GETDISK.EX_\"\n"
        let parsed = SystemMap.parse(crlf(text))
        #expect(!parsed.isWellFormed)
        #expect(!parsed.value.beginsWithPlatforms)
        #expect(parsed.value.directories.isEmpty)
    }

    @Test func `a cut is reported wherever it leaves a trace`() {
        let bytes = SystemMapSample.bytes
        let unseen = (1..<bytes.count).filter {
            !SystemMap.parse([UInt8](bytes.prefix($0))).isTruncated
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for length in unseen {
            // Only the blocks that are already whole can be seen, and the first word must be.
            let prefix = String(decoding: bytes.prefix(length), as: UTF8.self)
            let isAfterBlock = prefix.split(whereSeparator: \.isWhitespace).last == "END"
            #expect(
                isAfterBlock || length < "PLATFORMS".utf8.count, "\(length) of \(text.utf8.count)")
        }
    }
}
