// SPDX-License-Identifier: Apache-2.0

/// Takes fields out of a JSON object and names the one that is missing or of the wrong kind.
struct JSONFields {
    private let object: JSONValue
    // Only a mistake wants to be placed.
    private let place: () -> String

    init(_ object: JSONValue, place: @escaping @autoclosure () -> String) {
        self.object = object
        self.place = place
    }

    func error(_ problem: String) -> ManifestError {
        ManifestError(place: place(), problem: problem)
    }

    func value(_ key: String) throws(ManifestError) -> JSONValue {
        guard let value = object[key] else { throw error("\"\(key)\" is missing") }
        return value
    }

    func text(_ key: String) throws(ManifestError) -> String {
        guard let text = try value(key).text else { throw error("\"\(key)\" is not text") }
        return text
    }

    /// A number that is not negative.
    func number(_ key: String) throws(ManifestError) -> Int64 {
        guard let number = try value(key).number, number >= 0 else {
            throw error("\"\(key)\" is not a number from 0 to 2^63")
        }
        return number
    }

    func array(_ key: String) throws(ManifestError) -> [JSONValue] {
        guard let array = try value(key).array else { throw error("\"\(key)\" is not a list") }
        return array
    }

    func timestamp(_ key: String) throws(ManifestError) -> Timestamp {
        guard let bytes = try value(key).bytes, let moment = Timestamp(bytes) else {
            throw error("\"\(key)\" is not a time")
        }
        return moment
    }

    func digest(_ key: String) throws(ManifestError) -> Digest {
        guard object[key] != nil else {
            let others = ["md5", "sha1", "sha224", "sha384", "sha512", "blake2b512", "blake3"]
            guard let other = others.first(where: { object[$0] != nil }) else {
                throw error("\"\(key)\" is missing")
            }
            throw ManifestError(
                place: place(), problem: "it has a digest by \"\(other)\" and none by \"\(key)\"",
                code: .digestAlgorithm)
        }
        guard let bytes = try value(key).bytes, let digest = Digest(hex: bytes) else {
            throw error("\"\(key)\" is not a SHA-256 digest")
        }
        return digest
    }

    /// Bytes that are text under the key, or hexadecimal under the key with `_hex`; `nil` when
    /// neither is there.
    func bytes(_ key: String) throws(ManifestError) -> [UInt8]? {
        if let bytes = object[key]?.bytes {
            // Two readers could take one each.
            guard object[key + "_hex"] == nil else {
                throw error("both \"\(key)\" and \"\(key)_hex\" are there")
            }
            return [UInt8](bytes)
        }
        guard let hex = object[key + "_hex"] else {
            if object[key] != nil { throw error("\"\(key)\" is not text") }
            return nil
        }
        guard let digits = hex.bytes, let bytes = Hexadecimal.decode(digits) else {
            throw error("\"\(key)_hex\" is not hexadecimal")
        }
        // One spelling for each value: what is UTF-8 is not written in hexadecimal.
        guard String(validating: bytes, as: UTF8.self) == nil else {
            throw error("\"\(key)_hex\" holds text that belongs under \"\(key)\"")
        }
        return bytes
    }

    func path(_ key: String) throws(ManifestError) -> EntryPath {
        guard let bytes = try bytes(key) else { throw error("\"\(key)\" is missing") }
        guard let path = EntryPath(bytes: bytes) else {
            throw error("\"\(key)\" is not a path: \(ScreenText.quoted(bytes))")
        }
        return path
    }
}

extension JSONValue.Member {
    init(_ key: String, _ value: JSONValue) {
        self.init(key: [UInt8](key.utf8)[...], value: value)
    }

    /// Bytes under a key: as text when they are UTF-8, in hexadecimal under the key with `_hex` if
    /// not.
    init(_ key: String, bytes: [UInt8]) {
        if String(validating: bytes, as: UTF8.self) != nil {
            self.init(key, .bytes(bytes))
        } else {
            self.init(key + "_hex", .bytes(Hexadecimal.digits(bytes)))
        }
    }
}
