// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Snapshot

@Suite("Database sidecars")
struct DatabaseSidecarTests {
    private func parsed(_ text: String) -> DatabaseSidecar? {
        DatabaseSidecar(parsing: [UInt8](text.utf8))
    }

    @Test func `the answer of sp_helpdb is read`() throws {
        let text = """
            1> sp_helpdb SMS
            2> go
             name                     db_size       owner                    dbid   status
             ------------------------ ------------- ------------------------ ------ ---------------
             SMS                           60.50 MB sa                            6 trunc. log on chkpt.

            (0 rows affected)

             device_fragments               size          usage
             ------------------------------ ------------- --------------------
             SMSDATA                        50.00 MB      data only
             SMSLOG                         5.00 MB       log only

            (return status = 0)
            """
        let sidecar = try #require(parsed(text))
        #expect(sidecar.kinds == [.databases])
        let database = try #require(sidecar.databases.first)
        #expect(database.name == "SMS")
        #expect(database.kilobytes == 61_952)
        #expect(database.status == "trunc. log on chkpt.")
        #expect(database.fragments.map(\.device) == ["SMSDATA", "SMSLOG"])
        #expect(database.fragments.map(\.kilobytes) == [51_200, 5_120])
        #expect(sidecar.warnings == [.logSmall(database: "SMS", percentOfData: 10, limit: 20)])
    }

    @Test func `a table wider than the paper is put together`() throws {
        let text = """
             name                     db_size       owner                    dbid
            \t created     status
             ------------------------ ------------- ------------------------ ------
            \t ----------- --------------------
             SMS                           60.00 MB sa                            6
            \t Jun 24 1996 trunc. log on chkpt.
             tempdb                         2.00 MB sa                            2
            \t Jun 24 1996 select into/bulkcopy
            """
        let sidecar = try #require(parsed(text.replacing("\n", with: "\r\n")))
        #expect(sidecar.databases.map(\.name) == ["SMS", "tempdb"])
        #expect(
            sidecar.databases.map(\.status) == ["trunc. log on chkpt.", "select into/bulkcopy"])
        #expect(
            sidecar.warnings == [.temporaryDatabaseSmall(percentOfLargest: 3, limit: 20)])
    }

    @Test(arguments: [
        (5, "database SMS is 95 % full; the limit is 90 %"),
        (15, "database SMS is 85 % full; the limit is 80 %"),
        (22, "database SMS is 78 % full; the limit is 77 %"), (40, ""),
    ])
    func `used and allocated space are compared`(_ free: Int, _ warning: String) throws {
        let text = """
             database_name                  database_size      unallocated space
             ------------------------------ ------------------ ------------------
             SMS                            100.00 MB          \(free).00 MB

             reserved           data               index_size         unused
             ------------------ ------------------ ------------------ ------------------
             5849 KB            5088 KB            146 KB             615 KB
            """
        let sidecar = try #require(parsed(text))
        #expect(sidecar.kinds == [.spaceUsed])
        #expect(sidecar.warnings.map(\.description).joined() == warning)
    }

    @Test func `settings, version, sort order and log space are read`() throws {
        let text = """
            Microsoft SQL Server  6.50 - 6.50.201 (Intel X86)
            \tApr  3 1996 02:55:53

             Character Set = 1, iso_1
             Sort Order = 52, nocase_iso

             name                minimum     maximum     config_value run_value
             ------------------- ----------- ----------- ------------ -----------
             open objects                100  2147483647          500         500
             user connections              5       32767           30          30

             Database Name            Log Size (MB)            Log Space Used (%)       Status
             ------------------------ ------------------------ ------------------------ -----------
             SMS                                      10.0               71.328125           0
            """
        let sidecar = try #require(parsed(text))
        #expect(sidecar.kinds == [.version, .sortOrder, .settings, .logSpace])
        #expect(sidecar.version == "6.50.201")
        #expect(sidecar.sortOrder == 52)
        #expect(sidecar.characterSet == 1)
        #expect(sidecar.runningValue("user connections") == 30)
        #expect(
            sidecar.warnings == [
                .logFull(database: "SMS", usedPercent: 71, limit: 60),
                .openObjects(500, limit: 5_000),
            ])
    }

    @Test func `the header of a dump is compared with the dump`() throws {
        let text = """
             Dumptype Database             Striped Compressed Sequence Dumpsize    CreationDate
             -------- -------------------- ------- ---------- -------- ----------- ------------
                    1 SMS                        0          0        1        1000 Mar 13 1999
            """
        let sidecar = try #require(parsed(text))
        #expect(sidecar.kinds == [.dumpHeader])
        let pages = 2_048 * 1_000
        #expect(sidecar.problems(ofDumpOf: pages + 4_096, fileCount: 1, database: "sms") == [])
        #expect(
            sidecar.problems(ofDumpOf: pages - 1, fileCount: 1).map(\.severity) == [.damage])
        #expect(sidecar.problems(ofDumpOf: pages * 2, fileCount: 1).map(\.severity) == [.doubt])
        #expect(
            sidecar.problems(ofDumpOf: pages, fileCount: 1, database: "Other").map(\.description)
                == ["expected a dump of database Other, found one of SMS"])
    }

    @Test(arguments: [
        "", "hello", "name value\n---- -----\na b\n", "SQL Server is not running", "----\n",
        "a\n-----------------\n",
    ])
    func `a text without an answer is no sidecar`(_ text: String) {
        #expect(parsed(text) == nil)
    }

    @Test func `a dump is no sidecar`() {
        #expect(DatabaseSidecar(parsing: TapeImage.backup()) == nil)
        #expect(DatabaseSidecar(parsing: OpaqueDumpTests.pages(4)) == nil)
    }

    @Test func `a report in UTF-16 is read`() {
        let text = "\u{FEFF}Sort Order = 52, nocase_iso\r\n"
        #expect(DatabaseSidecar(parsing: utf16(text))?.sortOrder == 52)
    }

    @Test(arguments: [
        ("60.00 MB", 61_440), ("0.5 MB", 512), ("5849 KB", 5_849), ("60", nil), ("x MB", nil),
        ("99999999999999999999 MB", nil), ("1.9999999 KB", 1),
    ])
    func `sizes with units are read`(_ text: String, _ kilobytes: Int?) {
        #expect(DatabaseSidecar.kilobytes(text) == kilobytes)
    }
}
