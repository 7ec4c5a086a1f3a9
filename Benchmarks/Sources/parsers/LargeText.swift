// SPDX-License-Identifier: Apache-2.0

/// A site control file and a System.map as large as they are read.
enum LargeText {
    /// 2 MiB: a site with some thousand child sites.
    static let controlFile: [UInt8] = {
        let secret = String(repeating: "0F1E2D", count: 13)
        var text = """
            SITE CONTROL FILE [786][1.08]
            BEGIN_FILE_DEFINITION
              <2>
              <Changed>
              <A01>
              <A01>
              <921145337>
              <1>
            END_FILE_DEFINITION

            """
        var number = 0
        while text.utf8.count < 2_000_000 {
            let site = String(number % 46_656 + 46_656, radix: 36, uppercase: true).suffix(3)
            let string = "({}{\\\\SRV\(site)\\SMS_SITE \(secret)\(secret)})"
            text += """
                BEGIN_COMPONENT
                  <205>
                  <SMS_COMPONENT_\(number)>
                  <PROGRAM.EXE>
                  <SRVA>
                  <D:>
                END_COMPONENT
                ADDRESS <A01><\(site)><MS_LAN_SENDER><LAN_DEFA>
                  #\(string.utf8.count)\(string)
                PROPERTY <Property \(number)><a value><another><\(number)>

                """
            number += 1
        }
        return lines(text)
    }()

    /// 4 MiB: sixteen times a map of version 1.2.
    static let systemMap: [UInt8] = {
        var text = "PLATFORMS = \"INTEL X86\"\nUNITS = \"INTEL SERVER\"\n"
        var number = 0
        while text.utf8.count < 4_000_000 {
            text += "DIRECTORY \"SITE.SRV\\DIR\(number)\" PLATFORM \"INTEL X86\" LANGUAGE \"\" "
            text += "SOURCE \"X86\" FLAGS = 10 UNIT = \"INTEL SERVER\" BEGIN\n"
            for file in 0..<20 {
                let name = "F\(number)_\(file)"
                text += "   \"\(name).EXE\", SIZE(1, 1033292, 1033292), \"\(name).EXE\", "
                text += "\"\(name).EX_\", REMOTE=NO, COPYLISTS(\"DOS:STANDARD\" = \"SMS\"), "
                text += "COMPRESS=NO, FLAGS = 1\n"
            }
            text += "END\n"
            number += 1
        }
        return lines(text)
    }()

    private static func lines(_ text: String) -> [UInt8] {
        text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }
}
