// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import Snapshot

/// What belongs to a snapshot: the site and what lies outside its directory.
struct InputOptions: ParsableArguments {
    @Argument(help: "The site's directory: the one that holds SITE.SRV and SYSTEM.MAP.")
    var site: String?

    @Option(
        help: ArgumentHelp(
            "A configuration file: its sites, instead of one site and its inputs.",
            valueName: "file"))
    var config: String?

    @OptionGroup var outside: OutsideOptions

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Required components that may be missing; the archive then says so for ever.",
            valueName: "kind"))
    var allowMissing: [ComponentKind] = []

    @Flag(help: "Leave out files that cannot be read; the archive names them.")
    var allowUnreadable = false

    @Option(
        help: ArgumentHelp(
            "How many hours the parts of the backup may be apart before that is a failure (24).",
            valueName: "hours"))
    var stalenessHours: Int?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "What does not exist outside the site's directory, or is not wanted: SMS.INI, MS, SMS_PKGx, SMSSETUP.LOG, SCMAN.LOG.",
            valueName: "name"))
    var absent: [NotableExtra] = []

    func validate() throws {
        if let stalenessHours, !SiteKey.stalenessRange.contains(stalenessHours) {
            throw ValidationError("--staleness-hours takes a number from 0 to 876600")
        }
        if let config {
            if config.isEmpty { throw ValidationError("the path after --config is empty") }
            try refuseBesideConfiguration()
            return
        }
        guard let site else {
            throw ValidationError("Missing expected argument '<site>'; or give --config FILE")
        }
        if site.isEmpty { throw ValidationError("the path of the site is empty") }
    }

    /// What belongs to one site has its place in the file, under that site.
    private func refuseBesideConfiguration() throws {
        if let site {
            throw ValidationError(
                "the site \(ScreenText.quoted(site)) and --config exclude each other: write it as root of a site in the file"
            )
        }
        let given: [(option: String, key: SiteKey, isGiven: Bool)] = [
            ("--registry", .registry, !outside.registry.isEmpty),
            ("--database", .database, !outside.database.isEmpty),
            ("--child", .children, !outside.child.isEmpty),
            ("--extra", .extras, !outside.extra.isEmpty),
            ("--allow-missing", .allowMissing, !allowMissing.isEmpty),
            ("--allow-unreadable", .allowUnreadable, allowUnreadable),
            ("--absent", .absent, !absent.isEmpty),
        ]
        for (option, key, isGiven) in given where isGiven {
            throw ValidationError(
                "\(option) and --config exclude each other: write \(key.rawValue) under its site in the file"
            )
        }
    }

    /// What holds for every site of a configuration file.
    var overrides: ConfigurationOverrides {
        ConfigurationOverrides(stalenessHours: stalenessHours)
    }

    /// The inputs of the one site, as the library takes them.
    var inputs: CaptureInputs {
        var inputs = outside.inputs(of: site ?? "")
        inputs.allowedMissing = Set(allowMissing)
        inputs.allowsUnreadable = allowUnreadable
        if let stalenessHours { inputs.stalenessLimit = Int64(stalenessHours) * 3_600 }
        inputs.absentExtras = Set(absent)
        return inputs
    }
}

extension ComponentKind: ExpressibleByArgument {}
extension Compression.Codec: ExpressibleByArgument {}
extension VerificationLevel: ExpressibleByArgument {}
extension RestoreOptions.Overwrite: ExpressibleByArgument {}
extension NotableExtra: ExpressibleByArgument {
    /// Takes a name in any case, as NT does.
    public init?(argument: String) {
        guard
            let extra = Self.allCases.first(where: {
                $0.rawValue.uppercased() == argument.uppercased()
            })
        else { return nil }
        self = extra
    }
}
