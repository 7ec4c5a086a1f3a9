// SPDX-License-Identifier: Apache-2.0

extension SiteControlFile {
    /// Most bytes that are read: three times the largest file that any build of SMS takes
    /// (Q255262).
    public static let largestSize = 2 << 20

    /// Reads a site control file.
    ///
    /// A file in any state gives a value, with what could be read, and the problems. Time is linear
    /// in the size. Memory is a few times the size of an ordinary file, and at most about 16 times
    /// the size of a file that is nothing but values of one letter.
    public static func parse(_ bytes: [UInt8]) -> SMSParsed<SiteControlFile> {
        var parser = SiteControlParser([UInt8](bytes.prefix(largestSize)))
        var parsed = parser.parse(isCut: bytes.count > largestSize)
        parsed.value.byteCount = bytes.count
        return parsed
    }
}
