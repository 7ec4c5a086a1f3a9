// SPDX-License-Identifier: Apache-2.0

import Foundation
import SnapshotTestSupport
import Testing

@testable import Snapshot

/// What the tests of `pg_verifybackup` try on backups, tried on archives with the built command.
@Suite("Cases of pg_verifybackup")
struct BackupCaseTests {
    private static let all = BackupCase.corruption + BackupCase.manifest
    static let lies = all.filter { if case .lie = $0.deed { true } else { false } }
    static let locks = all.filter { if case .shell = $0.deed { true } else { false } }

    @Test(arguments: lies)
    func `what is wrong with an archive is said with its status`(item: BackupCase) throws {
        guard case .lie(let tell) = item.deed else { return }
        for codec in Compression.Codec.allCases {
            let directory = try TemporaryDirectory()
            var forgery = Forgery()
            forgery.codec = codec
            tell(&forgery)
            try forgery.write(to: "a", in: directory.path)
            try expect(item, BuiltCommand.run(["verify", directory.file("a")]), directory)
        }
    }

    @Test(arguments: Compression.Codec.allCases)
    func `without the lie there is nothing to say`(codec: Compression.Codec) throws {
        let directory = try TemporaryDirectory()
        var forgery = Forgery()
        forgery.codec = codec
        try forgery.write(to: "a", in: directory.path)
        let result = try BuiltCommand.run(["verify", directory.file("a")])
        #expect(result.status == 0)
        #expect(result.text.contains("content of 2 files"), "\(result.text)")
    }

    @Test(.enabled(if: OrdinaryUser.isThere, "only root can become another user"), arguments: locks)
    func `what may not be read is neither damaged nor intact`(item: BackupCase) throws {
        guard case .shell(let line, let name) = item.deed else { return }
        let directory = try TemporaryDirectory()
        let store = try directory.makeDirectory("store")
        try Forgery().write(to: "a.tar.zst", in: store)
        try StockTool.run("chmod", ["-R", "a+rX", directory.path])
        let target = name == "." ? store : "\(store)/\(name)"
        #expect(try OrdinaryUser.run(["verify", target]).status == 0)
        let result = try StockTool.shell(line, in: store)
        try #require(result.status == 0, "\(result.errors)")
        let verify = try OrdinaryUser.run(["verify", target])
        try expect(item, verify, directory)
        #expect(verify.text == "", "\(verify.text)")
        #expect(!verify.errors.lowercased().contains("damaged"))
        #expect(verify.errors.contains("Permission denied"), "\(verify.errors)")
    }

    private func expect(
        _ item: BackupCase, _ result: StockTool.Result, _ directory: TemporaryDirectory
    ) throws {
        let said = (result.text + result.errors).replacing(
            directory.file("a\""), with: "A\""
        ).replacing(directory.file("store"), with: "STORE")
        #expect(result.status == item.status, "\(item.reason): \(said)")
        #expect(said.contains(item.says), "\(item.reason): \(said)")
        if item.status != 0 { #expect(!said.contains("intact")) }
    }

    @Test func `every case is there once, and what has no meaning says why`() {
        #expect(BackupCase.corruption.count == 11)
        #expect(BackupCase.manifest.count == 30)
        #expect(Set(Self.all.map { $0.testDescription }).count == 41)
        let none = Self.all.filter { if case .none = $0.deed { true } else { false } }
        #expect(none.count == 4)
        #expect(Self.lies.count + Self.locks.count == 37)
        #expect(Self.all.allSatisfy { !$0.reason.isEmpty })
    }
}
