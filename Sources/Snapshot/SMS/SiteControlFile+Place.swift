// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// Whether the file at a path is obeyed: `SITECTRL.CT0`, and what is left for the managers as
    /// `.CT1` or `.CT2` in `SITE.SRV\SITECFG.BOX` (Q133113).
    ///
    /// Names with another extension are files that the managers refused.
    ///
    /// - Parameter path: The path below the SMS root, with slashes or backslashes, in any case.
    /// - Returns: whether it is; of a file that nobody sends, `false`.
    public static func isObeyed(at path: some Sequence<UInt8>) -> Bool {
        let names = path.map(SMSText.uppercased)
            .split(omittingEmptySubsequences: true) { $0 == 0x2F || $0 == 0x5C }
        guard names.count == 3, names[0].elementsEqual("SITE.SRV".utf8),
            names[1].starts(with: "SITECFG.BOX".utf8)
        else { return false }
        // A file system that NT knows drops dots and blanks at the end of a name.
        let name = names[2].reversed().drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }
        return name.dropFirst().starts(with: "TC.".utf8)
    }
}
