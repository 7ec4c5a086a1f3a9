// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// What every target of the product is built with; tests use the same without strict memory safety.
let upcoming: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .treatAllWarnings(as: .error),  // SE-0480; does not reach dependencies
]
let strict: [SwiftSetting] = upcoming + [.strictMemorySafety()]  // SE-0458

let package = Package(
    name: "smsbackup",
    products: [
        .library(name: "Snapshot", targets: ["Snapshot"]),
        .executable(name: "smsbackup", targets: ["smsbackup"]),
        // Preloaded by the tests into the command; nobody else needs it.
        .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The system libraries, and the few system calls that Glibc's module does not show.
        .systemLibrary(
            name: "CLibarchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .target(name: "CLinux"),
        .systemLibrary(
            name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        // The library: capture, verify and restore snapshots of a site.
        .target(
            name: "Snapshot",
            dependencies: [
                "CDeflate", "CLibarchive", "CLinux", "CZlib", "CZstd",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        // The command: parses, calls the library, renders.
        .executableTarget(
            name: "smsbackup",
            dependencies: [
                "CLinux", "Snapshot",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),

        // Trees, damage and stock tools for the tests; no product logic.
        .target(
            name: "SnapshotTestSupport", dependencies: ["Snapshot"],
            path: "Tests/SnapshotTestSupport", swiftSettings: upcoming),
        // System calls that fail when they are told to, in C because it is preloaded.
        .target(name: "FaultInjection", path: "Tests/FaultInjection"),
        // Spoiled files for the parsers; `make fuzz` runs the command.
        .target(name: "CFuzzing", path: "Tests/CFuzzing"),
        .target(
            name: "ParserFuzzing", dependencies: ["Snapshot"], path: "Tests/ParserFuzzing",
            swiftSettings: upcoming),
        .executableTarget(
            name: "fuzz", dependencies: ["CFuzzing", "ParserFuzzing"], path: "Tests/FuzzCommand",
            swiftSettings: upcoming),
        // The library from inside.
        .testTarget(
            name: "SnapshotTests",
            dependencies: [
                "Snapshot", "SnapshotTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),  // seals what the tests open
            ],
            swiftSettings: upcoming),
        // Our archives read by stock tools.
        .testTarget(
            name: "InteroperabilityTests", dependencies: ["Snapshot", "SnapshotTestSupport"],
            exclude: ["Resources"],  // an independent reader in Python, run by a test
            swiftSettings: upcoming),
        // Sessions of the built command.
        .testTarget(
            name: "CommandTests", dependencies: ["SnapshotTestSupport", "smsbackup"],
            exclude: ["Snapshots"],  // the help texts that a test compares
            swiftSettings: upcoming),
    ],
    swiftLanguageModes: [.v6]
)
