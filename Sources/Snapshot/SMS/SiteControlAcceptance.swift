// SPDX-License-Identifier: Apache-2.0

/// Site Config Manager's own test of a site control file, foreseen for a captured one.
///
/// The service renames input that it rejects: the extension becomes the code of the first test that
/// failed (Q121683). The same nine tests on `SITECTRL.CT0` tell whether the service would take the
/// file when a restore puts it back. The article names the tests in a few words each; what those
/// leave open is decided here in favour of the file.
public struct SiteControlAcceptance: Sendable, Equatable {
    /// One of the nine tests.
    public enum Code: Int, Sendable, Hashable, CaseIterable {
        /// The file cannot be read.
        case unreadable = 710
        /// A file of local transactions only, with an unknown one.
        case unknownLocalTransaction = 711
        /// A file of transactions only, with an unknown one.
        case unknownTransaction = 712
        /// The file is of no known type.
        case unknownFileType = 713
        /// No site information, or site code or install directory do not match.
        case badSiteInformation = 714
        /// No domain.
        case noDomain = 715
        /// No account, or no usable address.
        case noAccountOrAddress = 716
        /// A primary site without SQL Server.
        case noDatabase = 717
        /// No component or no sender.
        case noComponentOrSender = 718
    }

    /// How a test ends.
    public enum Verdict: String, Sendable, Hashable {
        case passed
        case failed
        /// The test does not apply to a file of this type.
        case notApplicable
    }

    /// One test with its outcome.
    public struct Check: Sendable, Equatable {
        /// Which test.
        public let code: Code
        /// How it ended.
        public let verdict: Verdict
        /// What the file has, in words.
        public let found: String
    }

    /// All nine, in the order of their codes.
    public let checks: [Check]

    /// The first test that fails: the extension that Site Config Manager would give the file.
    public var firstFailure: Check? { checks.first { $0.verdict == .failed } }

    /// Whether Site Config Manager would take the file.
    public var isAccepted: Bool { firstFailure == nil }

    /// Runs the tests.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - siteCode: The code that the registry of the site says, if it is known.
    ///   - installDirectory: The SMS root that the registry of the site says, if it is known.
    public init(
        of file: SiteControlFile, siteCode: SiteCode? = nil, installDirectory: SMSText? = nil
    ) {
        let isLocal = file.fileDefinition?.type == .localTransactions
        let isOrders = file.fileDefinition?.type == .transactions
        let checks = [
            Self.readable(file),
            Self.transactions(file, .unknownLocalTransaction, applies: isLocal),
            Self.transactions(file, .unknownTransaction, applies: isOrders),
            Self.fileType(file),
        ]
        let siteChecks = [
            Self.siteInformation(file, siteCode: siteCode, installDirectory: installDirectory),
            Self.domains(file), Self.accountAndAddresses(file), Self.database(file),
            Self.componentsAndSenders(file),
        ]
        guard isLocal || isOrders else {
            self.checks = checks + siteChecks
            return
        }
        // Transactions are then all that the file holds (Resource Guide, "TRANSACTION").
        let found = "a file of transactions only"
        self.checks =
            checks
            + siteChecks.map { Check(code: $0.code, verdict: .notApplicable, found: found) }
    }
}

// MARK: - The tests

extension SiteControlAcceptance {
    private static func readable(_ file: SiteControlFile) -> Check {
        guard let header = file.header else {
            let found = file.byteCount == 0 ? "an empty file" : "no first line SITE CONTROL FILE"
            return Check(code: .unreadable, verdict: .failed, found: found)
        }
        return Check(
            code: .unreadable, verdict: .passed,
            found: "build \(header.build), syntax \(header.syntax)")
    }

    private static func transactions(
        _ file: SiteControlFile, _ code: Code, applies: Bool
    ) -> Check {
        guard applies else {
            return Check(
                code: code, verdict: .notApplicable, found: "not a file of such transactions only")
        }
        let unknown = file.transactions.filter { !$0.isKnown }
        let found =
            unknown.isEmpty
            ? "known transactions: \(file.transactions.count)"
            : "unknown transaction " + names(unknown.map(\.type))
        return Check(code: code, verdict: unknown.isEmpty ? .passed : .failed, found: found)
    }

    private static func fileType(_ file: SiteControlFile) -> Check {
        let code = Code.unknownFileType
        switch file.fileDefinition?.type {
        case nil: return Check(code: code, verdict: .failed, found: "no FILE_DEFINITION")
        case .unknown(let text):
            return Check(
                code: code, verdict: .failed, found: "file type \(SMSProblemLog.excerpt(text))")
        case .some(let type):
            return Check(code: code, verdict: .passed, found: "file type \(type)")
        }
    }

    private static func siteInformation(
        _ file: SiteControlFile, siteCode: SiteCode?, installDirectory: SMSText?
    ) -> Check {
        let code = Code.badSiteInformation
        let failed = { (found: String) in Check(code: code, verdict: .failed, found: found) }
        guard let account = file.account else { return failed("no SITE_ACCOUNT") }
        guard let own = SiteCode(account.siteCode) else {
            return failed("site code " + SMSProblemLog.excerpt(account.siteCode))
        }
        if case .unknown(let type) = account.siteType {
            return failed("site type " + SMSProblemLog.excerpt(type))
        }
        if let target = file.fileDefinition?.targetSite, SiteCode(target) != own {
            return failed("site \(own) in a file for site " + SMSProblemLog.excerpt(target))
        }
        if let siteCode, siteCode != own {
            return failed("site \(own), the registry says \(siteCode)")
        }
        if account.installDirectory.isEmpty { return failed("no install directory") }
        if let installDirectory, !installDirectory.isSame(as: account.installDirectory) {
            let found = SMSProblemLog.excerpt(account.installDirectory)
            return failed(
                "install directory \(found), the registry says "
                    + SMSProblemLog.excerpt(installDirectory))
        }
        let directory = SMSProblemLog.excerpt(account.installDirectory)
        return Check(code: code, verdict: .passed, found: "site \(own) in \(directory)")
    }

    private static func domains(_ file: SiteControlFile) -> Check {
        let names = names(file.domains.map(\.name))
        return Check(
            code: .noDomain, verdict: file.domains.isEmpty ? .failed : .passed,
            found: file.domains.isEmpty ? "no domain" : "domain " + names)
    }

    private static func accountAndAddresses(_ file: SiteControlFile) -> Check {
        let hasAccount = file.account?.encryptedAccount.isPresent ?? false
        let usable = file.addresses.filter(\.isUsable).count
        let account = hasAccount ? "a service account" : "no service account"
        return Check(
            code: .noAccountOrAddress, verdict: hasAccount && usable > 0 ? .passed : .failed,
            found: "\(account); usable addresses: \(usable) of \(file.addresses.count)")
    }

    /// The login may be empty: with integrated security of SQL Server it is (Q161561).
    private static func database(_ file: SiteControlFile) -> Check {
        guard file.isPrimary, let account = file.account else {
            return Check(code: .noDatabase, verdict: .notApplicable, found: "not a primary site")
        }
        guard !account.sqlServer.isEmpty, !account.database.isEmpty else {
            let missing = account.sqlServer.isEmpty ? "SQL Server" : "database"
            return Check(code: .noDatabase, verdict: .failed, found: "no name of the \(missing)")
        }
        return Check(
            code: .noDatabase, verdict: .passed,
            found: "database \(account.database) on \(account.sqlServer)")
    }

    private static func componentsAndSenders(_ file: SiteControlFile) -> Check {
        let isComplete = !file.components.isEmpty && !file.senders.isEmpty
        return Check(
            code: .noComponentOrSender, verdict: isComplete ? .passed : .failed,
            found: "components: \(file.components.count), senders: \(file.senders.count)")
    }

    /// A few names in a row; the rest as a number.
    private static func names(_ names: [SMSText]) -> String {
        let shown = names.prefix(3).map { SMSProblemLog.excerpt($0) }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}
