// SPDX-License-Identifier: Apache-2.0

/// A registry export of any length: keys of twelve values, each kind among them.
struct LargeRegistry {
    private let isWide: Bool
    private var number = 0

    init(isWide: Bool) {
        self.isWide = isWide
    }

    /// A hundred keys more; in the first, the head of the file.
    mutating func next() -> [UInt8] {
        var text = ""
        if number == 0 {
            text = isWide ? "\u{FEFF}Windows Registry Editor Version 5.00" : "REGEDIT4"
            text += "\r\n\r\n"
        }
        for _ in 0..<100 {
            number += 1
            text += key
        }
        return encoded(text)
    }

    private var key: String {
        let hexadecimal = Array(repeating: "4d,5a,90,00", count: 6).joined(separator: ",")
        let lines = Array(repeating: hexadecimal, count: 3).joined(separator: ",\\\r\n  ")
        return """
            [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Components\\Inventory\\Key\(number)]\r
            @="the default of \(number)"\r
            "Image Path"="D:\\\\SMS\\\\SITE.SRV\\\\X86.BIN\\\\00000409\\\\PROGRAM.EXE"\r
            "Display Name"="SMS component number \(number)"\r
            "Start"=dword:\(String(number + 0x1000_0000, radix: 16))\r
            "Polling Interval"=dword:0000001e\r
            "Last Run"="Sat Mar 13 21:48:10 1999"\r
            "Mask"=hex:\(lines)\r
            "Servers"=hex(7):53,52,56,41,00,53,52,56,42,00,00\r
            "Root"=hex(2):25,53,79,73,74,65,6d,52,6f,6f,74,25,00\r
            "Comment"="A value that says \\"quoted\\" things, some of them at length, as they do"\r
            "Flags"=dword:00000000\r
            "Empty"=""\r
            \r

            """
    }

    private func encoded(_ text: String) -> [UInt8] {
        guard isWide else { return Array(text.utf8) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 2)
        for unit in text.utf16 {
            bytes.append(UInt8(unit & 0xFF))
            bytes.append(UInt8(unit >> 8))
        }
        return bytes
    }
}
