// SPDX-License-Identifier: Apache-2.0

/// The text at the start of an age file: for whom the file's key is wrapped, and a code over it
/// all (C2SP age, "Header").
///
/// ```
/// age-encryption.org/v1
/// -> X25519 XEl0…                  a stanza: its arguments, and its body in lines of 64
/// qRS0…                            characters, the last of them shorter and perhaps empty
/// --- HK2N…                        43 characters: HMAC-SHA-256 of all up to these hyphens
/// ```
struct AgeHeader: Sendable, Hashable {
    /// The file's key, wrapped once for one recipient.
    struct Stanza: Sendable, Hashable {
        /// What sort of recipient, and what it needs besides; at least one.
        let arguments: [[UInt8]]
        let body: [UInt8]

        /// What sort of recipient.
        var type: [UInt8] { arguments.first ?? [] }
    }

    /// The most bytes that a header may have here; those of age have a few hundred.
    static let largest = 64 << 10
    /// The most stanzas: each costs a key agreement for each identity.
    static let mostStanzas = 512
    /// How a file of any version begins.
    static let magic = [UInt8]("age-encryption.org/".utf8)
    /// How a file begins that went through `age --armor`.
    static let armor = [UInt8]("-----BEGIN AGE ENCRYPTED FILE-----".utf8)

    private static let firstLine = magic + [UInt8]("v1".utf8)
    private static let stanzaMark = [UInt8]("-> ".utf8)
    private static let endMark = [UInt8]("---".utf8)
    private static let fullLine = 64

    let stanzas: [Stanza]
    /// The bytes that the code covers.
    let authenticated: [UInt8]
    /// The code, 32 bytes.
    let code: [UInt8]
    /// How many bytes the header has; the payload begins there.
    let size: Int

    /// Reads the header that a file begins with.
    ///
    /// `bytes`: the start of the file, ``largest`` bytes of it where it has so many.
    init(_ bytes: [UInt8]) throws(AgeHeaderError) {
        var lines = Lines(bytes)
        let first = try lines.next()
        guard first.elementsEqual(Self.firstLine) else {
            let version = ScreenText.quoted(first.dropFirst(Self.magic.count).prefix(32))
            throw lines.error("the version is \(version), and only \"v1\" is known")
        }
        var stanzas: [Stanza] = []
        while true {
            let line = try lines.next()
            if line.starts(with: Self.stanzaMark) {
                guard stanzas.count < Self.mostStanzas else {
                    throw lines.error("there are more than \(Self.mostStanzas) stanzas")
                }
                stanzas.append(try Self.stanza(line.dropFirst(Self.stanzaMark.count), &lines))
                continue
            }
            guard line.starts(with: Self.endMark + [UInt8(ascii: " ")]),
                let code = AgeBase64.decode(line.dropFirst(Self.endMark.count + 1)),
                code.count == 32
            else { throw lines.error("neither a stanza nor the code at the end of the header") }
            guard !stanzas.isEmpty else { throw lines.error("there is no stanza before the code") }
            self.stanzas = stanzas
            self.code = code
            authenticated = [UInt8](bytes[..<(line.startIndex + Self.endMark.count)])
            size = line.endIndex + 1
            return
        }
    }

    private static func stanza(
        _ first: ArraySlice<UInt8>, _ lines: inout Lines
    ) throws(AgeHeaderError) -> Stanza {
        let arguments = first.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let printable = UInt8(33)...126
        guard arguments.allSatisfy({ !$0.isEmpty && $0.allSatisfy { printable.contains($0) } })
        else { throw lines.error("an argument is empty or has a character that may not be there") }
        var text: [UInt8] = []
        while true {
            let line = try lines.next()
            text += line
            if line.count > fullLine { throw lines.error("the line is too long") }
            if line.count < fullLine { break }
        }
        guard let body = AgeBase64.decode(text) else {
            throw lines.error("the stanza that ends here is not in canonical base64")
        }
        return Stanza(arguments: arguments.map { [UInt8]($0) }, body: body)
    }

    /// The lines of a header, each of which must end.
    private struct Lines {
        private let bytes: [UInt8]
        private var position = 0
        private var number = 0

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// The next line without its end.
        mutating func next() throws(AgeHeaderError) -> ArraySlice<UInt8> {
            number += 1
            let rest = bytes[position...].prefix(AgeHeader.largest - position)
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw error("the header does not end")
            }
            defer { position = end + 1 }
            return bytes[position..<end]
        }

        func error(_ problem: String) -> AgeHeaderError {
            AgeHeaderError(line: number, problem: problem)
        }
    }
}

/// Why a header is not one of age, version 1.
struct AgeHeaderError: Error, Sendable, Hashable {
    /// The line, from 1; `nil` where the problem is not one of a line.
    var line: Int?
    let problem: String
}

extension AgeHeaderError: CustomStringConvertible {
    var description: String {
        line.map { "line \($0) of its age header: \(problem)" } ?? "its age header: \(problem)"
    }
}
