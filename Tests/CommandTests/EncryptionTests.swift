// SPDX-License-Identifier: Apache-2.0

import SnapshotTestSupport
import Testing

/// Archives that went through stock age, read by the built command.
@Suite("Encryption", .enabled(if: StockTool.isThere("age")))
struct EncryptionTests {
    /// Archives in a directory of their own, with an identity made by `age-keygen`.
    private struct Vault {
        let directory: TemporaryDirectory
        let recipient: String

        init() throws {
            directory = try TemporaryDirectory()
            recipient = try Self.makeIdentity(in: directory, "key")
        }

        static func makeIdentity(in directory: TemporaryDirectory, _ name: String) throws -> String
        {
            let made = try StockTool.shell(
                #"age-keygen -o "$1" 2>&1 && age-keygen -y "$1""#, [directory.file(name)])
            try #require(made.status == 0, "\(made.errors)")
            return String(try #require(made.text.split(separator: "\n").last))
        }

        /// Encrypts a file with stock age into `name`.
        func encrypt(_ path: String, _ name: String = "sealed", _ options: [String]? = nil) throws {
            let age = try StockTool.run(
                "age", (options ?? ["-r", recipient]) + ["-o", file(name), path])
            try #require(age.status == 0, "\(age.errors)")
        }

        func file(_ name: String) -> String { directory.file(name) }

        /// Runs the command with the identity, or with another one.
        func run(_ arguments: [String], identity: String? = "key") throws -> StockTool.Result {
            let options = identity.map { ["--identity", file($0)] } ?? []
            let result = try BuiltCommand.run(arguments + options)
            #expect(!result.errors.contains("AGE-SECRET-KEY"))
            return result
        }
    }

    private static func archive(_ isZstd: Bool) throws -> String {
        isZstd ? try Session.site.zstdArchive : try Session.site.gzipArchive
    }

    @Test(arguments: [true, false])
    func `every reading command gives what it gives of the plain archive`(isZstd: Bool) throws {
        let (vault, archive) = (try Vault(), try Self.archive(isZstd))
        try vault.encrypt(archive)
        let commands: [[String]] = [
            ["list", "-l"], ["list", "--json"], ["show"], ["show", "--manifest"],
            ["show", "--restore-guide"], ["verify", "--level", "quick"], ["verify"],
        ]
        for command in commands {
            let plain = try BuiltCommand.run(command + [archive])
            let sealed = try vault.run(command + [vault.file("sealed")])
            plain.expect(0)
            sealed.expect(0)
            let expected = plain.text.replacing(archive, with: vault.file("sealed"))
            #expect(sealed.text == expected, "\(command)")
        }
    }

    @Test(arguments: [true, false])
    func `what is restored is the same, and age itself gives the same archive`(
        isZstd: Bool
    ) throws {
        let (vault, archive) = (try Vault(), try Self.archive(isZstd))
        try vault.encrypt(archive)
        try vault.run(["restore", vault.file("sealed"), vault.file("out"), "--queues", "restore"])
            .expect(0)
        try BuiltCommand.run(["restore", archive, vault.file("plain"), "--queues", "restore"])
            .expect(0)
        let (restored, plain) = (
            try TreeState(vault.file("out/A01")), try TreeState(vault.file("plain/A01"))
        )
        #expect(!plain.nodes.isEmpty)
        #expect(restored.differences(from: plain) == [])
        let check = try StockTool.shell(
            #"age -d -i "$1" "$2" | cmp - "$3""#,
            [vault.file("key"), vault.file("sealed"), archive])
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test(arguments: ["zstd", "gzip"])
    func `a capture through a pipe of age is read back`(codec: String) throws {
        let vault = try Vault()
        let site = try BareSite()
        try site.write(noise(300_000), to: "NOISE.DAT")
        let piped = try StockTool.shell(
            #"command=$1 to=$2 out=$3; shift 3; set -o pipefail; "$command" "$@" | age -r "$to" > "$out""#,
            [BuiltCommand.path, vault.recipient, vault.file("sealed"), "capture"] + site.arguments
                + ["-o", "-", "--codec", codec])
        #expect(piped.status == 0 || piped.status == 3, "\(piped.errors)")
        try vault.run(["verify", vault.file("sealed")]).expect(3)
        try vault.run(["restore", vault.file("sealed"), vault.file("out"), "--queues", "restore"])
            .expect(0)
        let restored = try bytes(of: vault.file("out/XXX/tree/NOISE.DAT"))
        #expect(isSame(restored, noise(300_000)))
    }

    @Test(arguments: [["list"], ["show"], ["verify"], ["restore"]])
    func `without the right identity nothing is said of damage`(command: [String]) throws {
        let vault = try Vault()
        try vault.encrypt(try Session.archive)
        _ = try Vault.makeIdentity(in: vault.directory, "other")
        let sealed = vault.file("sealed")
        let arguments = command + [sealed] + (command == ["restore"] ? [vault.file("out")] : [])
        let none = try vault.run(arguments, identity: nil)
        none.expect(1)
        none.expectMessage("error: \"\(sealed)\" is encrypted, and no identity was given")
        none.expectMessage("hint: --identity FILE ")
        let other = try vault.run(arguments, identity: "other")
        other.expect(1)
        other.expectMessage("error: \"\(sealed)\" cannot be decrypted with this identity")
        try vault.run(arguments + ["-i", vault.file("other")]).expect(0)
    }

    @Test func `one file of several recipients opens for each of them`() throws {
        let vault = try Vault()
        let second = try Vault.makeIdentity(in: vault.directory, "second")
        let third = try Vault.makeIdentity(in: vault.directory, "third")
        try vault.encrypt(try Session.archive, "sealed", ["-r", second, "-r", vault.recipient])
        for identity in ["key", "second"] {
            try vault.run(["show", vault.file("sealed")], identity: identity).expect(0)
        }
        try vault.run(["show", vault.file("sealed")], identity: "third").expect(1)
        try vault.encrypt(try Session.archive, "for-third", ["-r", third])
        // Plain and encrypted archives for different people, in one run.
        let all = [try Session.archive, vault.file("sealed"), vault.file("for-third")]
        try vault.run(["verify", "--level", "quick", "-i", vault.file("third")] + all).expect(0)
        let some = try vault.run(["verify", "--level", "quick"] + all)
        some.expect(1)
        #expect(some.text.split(separator: "\n").count == 2)
    }

    @Test func `what is not read is refused with the way out`() throws {
        let vault = try Vault()
        try vault.encrypt(try Session.archive, "armored", ["-a", "-r", vault.recipient])
        let key = try StockTool.run(
            "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", vault.file("ssh")])
        try #require(key.status == 0, "\(key.errors)")
        try vault.encrypt(try Session.archive, "for-ssh", ["-R", vault.file("ssh.pub")])
        for (name, says) in [
            ("armored", "is encrypted and armored"), ("for-ssh", "is encrypted for an SSH key"),
        ] {
            let result = try vault.run(["verify", vault.file(name)])
            result.expect(1)
            result.expectMessage("error: \"\(vault.file(name))\" \(says)")
            result.expectMessage("hint: decrypt it first: age -d")
        }
        try vault.encrypt(try Session.archive)
        let result = try vault.run(["list", vault.file("sealed")], identity: "ssh")
        result.expect(1)
        result.expectMessage("error: line 1 of \"\(vault.file("ssh"))\" is the start of an SSH key")
        let gone = try vault.run(["list", vault.file("sealed")], identity: "none")
        gone.expect(1)
        gone.expectMessage("error: cannot read the identities in")
        try BuiltCommand.run(["list", vault.file("sealed"), "-i", ""]).expect(64)
    }

    @Test func `a damaged payload is a finding, a damaged header is not`() throws {
        let vault = try Vault()
        try vault.encrypt(try Session.archive)
        let good = try bytes(of: vault.file("sealed"))
        func check(_ damage: Damage, _ status: Int32, _ says: String) throws {
            try check(damage.applied(to: good), status, says, "\(damage)")
        }
        func check(
            _ spoiled: [UInt8], _ status: Int32, _ says: String, _ damage: String
        ) throws {
            try vault.directory.write(spoiled, to: "spoiled")
            for level in ["quick", "full"] {
                let verify = try vault.run(["verify", "--level", level, vault.file("spoiled")])
                verify.expect(status)
                #expect((verify.text + verify.errors).contains(says), "\(damage), \(verify)")
            }
        }
        try check(.flippedBit(300_000 * 8), 2, "[encryption] chunk 4 of the encrypted file")
        try check(.cut(good.count - 1), 2, "cannot be decrypted: damaged, or the file is cut off")
        try check(.cut(good.count / 2), 2, "cannot be decrypted: damaged, or the file is cut off")
        // Where the header ends, from the lines of it: the code is the fourth.
        let lines = good.prefix(600).split(separator: UInt8(ascii: "\n"), maxSplits: 4)
        let header = lines.prefix(4).reduce(0) { $0 + $1.count + 1 }
        try check(.cut(header + 16 + 3 * 65_552), 2, "ends behind chunk 2, which is not its last")
        try check(.cut(header), 2, "ends before its first chunk")
        // Another letter that base64 has: the key in the header differs with each encryption.
        var other = good
        other[60] = other[60] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        try check(other, 1, "cannot be decrypted with this identity", "another letter")
        try check(.cut(100), 1, "the header does not end")
    }

    @Test func `JSON tells the code of what is wrong with the encryption`() throws {
        let vault = try Vault()
        try vault.encrypt(try Session.archive)
        let good = try bytes(of: vault.file("sealed"))
        try vault.directory.write(Damage.flippedBit(300_000 * 8).applied(to: good), to: "spoiled")
        let verify = try vault.run(["verify", "--json", vault.file("spoiled")])
        verify.expect(2)
        #expect(verify.text.contains("\"encryption\""))
    }
}
