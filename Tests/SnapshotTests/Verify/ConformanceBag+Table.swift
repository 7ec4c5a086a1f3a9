// SPDX-License-Identifier: Apache-2.0

@testable import Snapshot

extension ConformanceBag {
    /// All bags of the suite, by their paths in it.
    static let all = older + invalid + valid + warned + outside + newest

    private static let declaration = Answer.finding(.bag, "\"bagit.txt\" has the SHA-256")
    private static let metadata = Answer.finding(.bag, "\"bag-info.txt\" has the SHA-256")
    private static let list = Answer.finding(.bag, "\"manifest-sha256.txt\" has the SHA-256")
    private static let fetched = Answer.finding(.header, "the tar header is not ours in path")

    private static let oneVersion = "an archive is a bag of version 1.0 and no other"
    private static let oneForm = "bag-info.txt has five lines that follow from the manifest"
    private static let oneList = "the list follows from the manifest, byte for byte"
    private static let noFetch = "an archive holds its files; nothing is ever fetched"
    private static let neverRead = "the bag's list is compared and never read for paths"

    private static func version(_ number: String) -> @Sendable (inout Forgery) -> Void {
        tag("bagit.txt") { $0.replacing("1.0", with: number) }
    }

    private static let older =
        ["0.93", "0.94", "0.95", "0.96", "0.97"].flatMap { number in
            [
                ConformanceBag(
                    "v\(number)/valid/basic-bag", declaration, oneVersion, version(number)),
                ConformanceBag(
                    "v\(number)/valid/duplicate-metadata-entries", metadata, oneForm,
                    information("Contact-Name: A\nContact-Name: B\n")),
            ]
        }

    private static let invalid = [
        ConformanceBag(
            "v0.97/invalid/baginfo-missing-encoding", declaration, "a required line is not there",
            tag("bagit.txt") { $0.replacing("Tag-File-Character-Encoding: UTF-8\n", with: "") }),
        ConformanceBag(
            "v0.97/invalid/bom-in-bagit.txt", declaration, "three bytes too many",
            bytes("bagit.txt") { [0xEF, 0xBB, 0xBF] + $0 }),
        ConformanceBag(
            "v0.97/invalid/corrupt-data-file", .finding(.content, "the content is lost"),
            "the manifest's digest is another"
        ) { $0.units[0][0].content = [UInt8]("BAD\n".utf8) },
        ConformanceBag(
            "v0.97/invalid/corrupt-tag-file",
            .finding(.bag, "\"tagmanifest-sha256.txt\" has the SHA-256"),
            "the list of tag files is made again from the tag files",
            tag("tagmanifest-sha256.txt") { deadbeef + $0.dropFirst(64) }),
        ConformanceBag(
            "v0.97/invalid/extra-file-in-bag",
            .finding(.extraEntry, "the tar has \"forged/data/XXX/tree/more\""),
            "a member that no line of the manifest names"
        ) {
            $0.units[0].append(Forgery.Member(file: "more", [0x61]))
            $0.units[0][2].isInManifest = false
        },
        ConformanceBag(
            "v0.97/invalid/invalid-version-number", declaration, "no version", version(".97")),
        ConformanceBag(
            "v0.97/invalid/missing-baginfo",
            .finding(.header, "\"bag-info.txt\": the tar header is not ours in path"),
            "BagIt does not demand it, but lists it in this bag; an archive always has one",
            bytes("bag-info.txt") { _ in nil }),
        ConformanceBag(
            "v0.97/invalid/missing-bagit.txt",
            .finding(.header, "\"bagit.txt\": the tar header is not ours in path"),
            "what makes a bag is not there", bytes("bagit.txt") { _ in nil }),
        ConformanceBag(
            "v0.97/invalid/out-of-scope-file-paths-using-dot-notation", list, neverRead,
            listed("../../../README.md")),
        ConformanceBag(
            "v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch", fetched, noFetch,
            fetch("../../../README.md")),
        ConformanceBag(
            "v0.97/invalid/same-filename-listed-twice-with-different-hashes", list, oneList,
            listed("data/XXX/tree/good")),
    ]

    private static let valid =
        ["v0.96", "v0.97"].flatMap { version in
            [
                ConformanceBag(
                    "\(version)/valid/bag-in-a-bag", .intact, "a bag in a site is files",
                    files("data/XXX/tree/BAG/bagit.txt", "data/XXX/tree/BAG/data/hello.txt")),
                ConformanceBag(
                    "\(version)/valid/bag-with-encoded-names", .intact,
                    "validators disagree on percent signs, so such names lie in the overlay",
                    files("overlay/XXX/tree/%7Etest1.txt", "overlay/XXX/tree/%test2.txt")),
                ConformanceBag(
                    "\(version)/valid/bag-with-escapable-characters", .intact,
                    "what a shell escapes is a name like others",
                    files("data/XXX/tree/a$b'c\"d\\e.txt", "data/XXX/tree/~f*[g].txt")),
                ConformanceBag(
                    "\(version)/valid/bag-with-leading-dot-slash-in-manifest", list, oneList,
                    tag(bagList) { $0.replacing("  data/", with: "  ./data/") }),
                ConformanceBag(
                    "\(version)/valid/bag-with-space", .intact, "a name like others",
                    files("data/XXX/tree/with space.txt", "data/XXX/tree/dir with space/x")),
                ConformanceBag(
                    "\(version)/valid/holey-bag", fetched, noFetch,
                    fetch("data/XXX/tree/bad")),
            ]
        } + [
            ConformanceBag(
                "v0.97/valid/ISO-8859-1-encoded-tag-files", declaration, "tag files are UTF-8",
                tag("bagit.txt") { $0.replacing("UTF-8", with: "ISO-8859-1") }),
            ConformanceBag(
                "v0.97/valid/UTF-16-encoded-tag-files", list, "tag files are UTF-8",
                bytes(bagList, utf16)),
            ConformanceBag(
                "v0.97/valid/minimal-bag", .intact, "in the suite, too, a bag with a bag in it",
                files("data/XXX/tree/manifest-md5.txt", "data/XXX/tree/data/bare-filename")),
            ConformanceBag(
                "v0.97/valid/uncommon-metadata-separators", metadata, oneForm,
                information("Test-Tag:   2\nTest-Tag : 3\n")),
        ]

    private static let warned = [
        ConformanceBag(
            "v0.97/warning/duplicate-file-with-different-case",
            .warning("data/XXX/tree/BAD"), "two files here, one on Windows",
            files("data/XXX/tree/BAD")),
        ConformanceBag(
            "v0.97/warning/made-with-md5sum-tools",
            .finding(.digestAlgorithm, "is a list of \"md5\" digests"),
            "MD5 proves nothing against intent; an archive has SHA-256 only"
        ) { forgery in
            bytes(bagList) { _ in nil }(&forgery)
            forgery.moreTags = [
                (
                    "manifest-md5.txt",
                    [UInt8]("b1946ac92492d2347c6235b4d2611184 *data/XXX/tree/bad\n".utf8)
                )
            ]
        },
        ConformanceBag(
            "v0.97/warning/relative-path", list, oneList,
            tag(bagList) { $0.replacing("  data/", with: "  ./data/") }),
        ConformanceBag(
            "v0.97/warning/same-filename-listed-twice-with-different-normalization", .intact,
            "two names of different bytes are two files; a capture puts them into the overlay",
            files("overlay/XXX/tree/Nu\u{301}n\u{303}ez", "overlay/XXX/tree/N\u{FA}\u{F1}ez")),
        ConformanceBag(
            "v0.97/warning/same-filename-listed-twice-with-the-same-hash", list, oneList,
            tag(bagList) { $0 + $0 }),
        ConformanceBag(
            "v0.97/warning/special-system-files", .intact, "files of a site like others",
            files("data/XXX/tree/.DS_Store", "data/XXX/tree/Thumbs.db")),
    ]

    private static let outside = [
        ("linux-only", "absolute-path", "/tmp/foo"), ("linux-only", "shortcut", "~/foo"),
        ("linux-only", "shortcut-username", "~root/foo"),
        ("windows-only", "absolute-path", "C:\\Windows\\System32\\setx.exe"),
        ("windows-only", "shortcut", "%HomeDrive%\\Windows\\System32\\setx.exe"),
        ("windows-only", "unc", "\\\\?\\UNC\\server\\Windows\\System32\\setx.exe"),
    ].flatMap { folder, kind, path in
        [
            ConformanceBag(
                "v0.97/\(folder)/out-of-scope-file-paths-using-\(kind)", list, neverRead,
                listed(path)),
            ConformanceBag(
                "v0.97/\(folder)/out-of-scope-file-paths-using-\(kind)-for-fetch", fetched, noFetch,
                fetch(path)),
        ]
    }

    private static let newest = [
        ConformanceBag("v1.0/valid/basicBag", .intact, "what an archive is") { _ in },
        ConformanceBag(
            "v1.0/invalid/bagit-with-invalid-whitespace", declaration, "no blank before a colon",
            tag("bagit.txt") { $0.replacing(":", with: " :") }),
        ConformanceBag(
            "v1.0/invalid/notAllManifestsListAllFiles", list, oneList,
            tag(bagList) { String($0[...($0.firstIndex(of: "\n") ?? $0.startIndex)]) }),
        ConformanceBag(
            "v1.0/invalid/same-filename-listed-twice-with-different-hashes", list, oneList,
            listed("data/XXX/tree/good")),
        ConformanceBag(
            "v1.0/invalid/same-filename-listed-twice-with-the-same-hash", list, oneList,
            tag(bagList) { $0 + $0 }),
    ]
}
