// SPDX-License-Identifier: Apache-2.0

import SystemPackage
import Testing

@testable import Snapshot

@Suite("Texts of errors, findings and warnings")
struct ErrorTextTests {
    @Test func `a failed system call is named with its path and the kernel's words`() {
        let error = SystemCallError(
            "openat", errno: .permissionDenied, path: [UInt8]("/export/sms\n.reg".utf8))
        #expect(error.description == "openat \"/export/sms\\n.reg\": Permission denied")
        #expect(
            SystemCallError("fsync", errno: .ioError).description == "fsync: Input/output error")
    }

    @Test func `an error is its message and its cause`() {
        let cause = SystemCallError("open", errno: .noSuchFileOrDirectory, path: [0x61])
        let error = SnapshotError(.system, "cannot open archive \"a\"", hint: "look", cause: cause)
        #expect(
            error.description
                == "cannot open archive \"a\": open \"a\": No such file or directory")
        #expect(SnapshotError(.usage, "no").description == "no")
    }

    @Test func `a finding is its code, its path and its message`() {
        let path = EntryPath("data/A01/tree/a\nb")
        #expect(
            Finding(.content, path: path, "lost").description
                == "[content] \"data/A01/tree/a\\nb\": lost")
        #expect(Finding(.seekTable, "wrong").description == "[seek-table] wrong")
    }

    @Test func `the codes of findings never change`() {
        #expect(
            FindingCode.allCases.map(\.rawValue) == [
                "length", "encryption", "footer", "seek-table", "seal", "unit", "missing-unit",
                "duplicate-unit", "unit-order", "foreign-unit", "decompression", "manifest",
                "digest-algorithm", "header", "extra-entry", "missing-entry", "entry-order",
                "duplicate-entry", "padding", "content", "bag", "archive-foreign", "refused-entry",
                "unusable", "judgement",
                "restored", "live-site", "live-missing", "live-extra", "live-kind", "live-size",
                "live-content", "live-attributes", "system-map-drift",
            ])
    }

    @Test func `a warning is its subject and its message`() {
        #expect(Warning(.name, [0xFF], "odd").description == "\"\\xff\": odd")
        #expect(Warning(.absent, [], "nothing given").description == "nothing given")
    }

    @Test func `lower layers name their place`() {
        #expect(
            ManifestError(place: "smsbackup/manifest.json, line 3", problem: "no").description
                == "smsbackup/manifest.json, line 3: no")
        #expect(CodecError(function: "inflate", message: "bad").description == "inflate: bad")
        #expect(
            LibarchiveError("archive_read_next_header", status: -30, message: "cut").description
                == "archive_read_next_header: cut (status -30)")
        #expect(
            JSONParser.Failure(offset: 4, expected: "':'").description == "byte 4: expected ':'")
    }
}
