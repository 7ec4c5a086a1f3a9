// SPDX-License-Identifier: Apache-2.0

/// Everything that was looked at before a site is judged.
///
/// An operation gathers it from a live site or out of an archive; ``Judgement`` draws the
/// conclusions. What was not looked at stays `nil` or empty, and never counts in favour of the
/// site.
public struct SiteEvidence: Sendable {
    /// The site control file, `SITECTRL.CT0`; `nil` when there is none.
    public var siteControl: Document<SiteControlFile>?
    /// `SYSTEM.MAP`; `nil` when there is none.
    public var systemMap: Document<SystemMap>?
    /// The registry exports and hives that were given.
    public var registries: [RegistryDocument] = []
    /// The dump files that were given.
    public var dumps: [DumpDocument] = []
    /// The answers of SQL Server that were saved beside them.
    public var sidecars: [SidecarDocument] = []
    /// The dump files judged together; `nil` when nobody did.
    public var stripeSet: StripeSet?
    /// The child sites whose documents were given.
    public var children: [ChildEvidence] = []
    /// `SMS.INI` of the server's own client.
    public var initialization: Document<SMSInitialization>?
    /// The copy lists `CL_*.TXT`.
    public var copyLists: [CopyListDocument] = []
    /// The `.UID` files of the logon servers; `nil` when nobody looked.
    public var uniqueIDFiles: [UniqueIDFile]?
    /// The names in `SITECFG.BOX`, `SITECTRL.CT0` among them; `nil` when nobody looked.
    public var siteConfigNames: [[UInt8]]?
    /// The files of the site's directory; `nil` when nobody looked.
    public var tree: TreeFiles?
    /// `HMAN.LOG` of a primary site.
    public var hierarchyManagerLog: HierarchyManagerLog?
    /// The logs of the senders by name, for example `LANSEND.LOG`.
    public var senderLogs: [LogDocument<SenderLog>] = []
    /// `SMSSETUP.LOG`.
    public var setupLog: SetupLog?
    /// The Application logs of the site server and others.
    public var eventLogs: [LogDocument<EventLog>] = []
    /// What was there and could not be looked at.
    public var unexamined: [UnexaminedFile] = []
    /// What was found outside the site's directory.
    public var extras: Set<NotableExtra> = []
    /// What the user declared not to exist, or not to be wanted.
    public var declaredAbsentExtras: Set<NotableExtra> = []
    /// Whether somebody looked for what lies outside the site's directory.
    public var hasLookedForExtras = false
    /// The components that the user declared to be missing.
    public var declaredMissing: Set<ComponentKind> = []
    /// The site's directory as the user gave it; empty when it is not known any more.
    public var rootPath: [UInt8] = []
    /// The moment of the capture; "now" in every sentence of the judgement.
    public var captured: Timestamp
    /// How far apart the parts of one backup may be, in seconds.
    public var stalenessLimit: Int64 = 24 * 3_600

    /// Makes evidence of nothing, to be filled in.
    public init(captured: Timestamp) {
        self.captured = captured
    }
}

// MARK: - Shorthands of the checks

extension SiteEvidence {
    /// What is found of a required component that is not there.
    func missing(_ kind: ComponentKind) -> String {
        declaredMissing.contains(kind) ? "none; it was declared missing" : "none"
    }

    /// The site control file itself.
    var control: SiteControlFile? { siteControl?.value }

    /// The code of the site: of the site control file, or else of the registry.
    var siteCode: SiteCode? {
        control?.siteCode ?? registryFacts.siteCode.flatMap { SiteCode(SMSText(registry: $0)) }
    }

    /// Whether the site has a database of its own; `nil` when nothing says so.
    var isPrimary: Bool? {
        guard let control else { return nil }
        if control.isPrimary { return true }
        return control.isSecondary ? false : nil
    }

    /// What all registry files that can be restored say together.
    var registryFacts: RegistryFacts {
        registries.filter(\.form.isRestorable)
            .reduce(RegistryFacts()) { $0.merging($1.facts) }
    }

    /// The sites that a complete backup of this one must have documents of.
    ///
    /// A secondary site has no children.
    var expectedChildren: [SiteCode] {
        isPrimary == false ? [] : control?.childCodesNamedByAddresses ?? []
    }

    /// Those, and the ones that were given besides.
    var allChildren: [SiteCode] {
        Set(expectedChildren).union(children.map(\.code)).sorted()
    }

    /// The children that are secondary sites, as far as is known: not those whose own site control
    /// file says otherwise.
    var secondaryChildren: [SiteCode] {
        let primaries = children.filter { $0.control?.value.isPrimary == true }.map(\.code)
        return allChildren.filter { !primaries.contains($0) }
    }
}
