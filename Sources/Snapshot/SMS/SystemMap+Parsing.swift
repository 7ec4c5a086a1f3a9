// SPDX-License-Identifier: Apache-2.0

extension SystemMap {
    /// Most bytes that are read: sixteen times a map of version 1.2.
    public static let largestSize = 4 << 20
    /// Most values of one list that are kept; the longest known has some dozens.
    static let longestList = 1_024

    /// Reads a System.map.
    ///
    /// A file in any state gives a value, with what could be read, and the problems. A cut right
    /// after an `END` leaves no trace that a parser could see. Time is linear in the size. Memory
    /// is a few times the size of an ordinary map, and at most about 16 times that of a hostile
    /// one.
    public static func parse(_ bytes: [UInt8]) -> SMSParsed<SystemMap> {
        var parser = SystemMapParser([UInt8](bytes.prefix(largestSize)))
        var parsed = parser.parse(isCut: bytes.count > largestSize)
        parsed.value.byteCount = bytes.count
        return parsed
    }
}
