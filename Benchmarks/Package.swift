// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

// A package of its own, so that nothing that only measurements need is part of the product.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "smsbackup", path: "..")],
    targets: [
        .target(name: "Measuring", swiftSettings: settings),
        .executableTarget(
            name: "parsers",
            dependencies: ["Measuring", .product(name: "Snapshot", package: "smsbackup")],
            swiftSettings: settings),
        // Sees what is internal in the library: Benchmarks/run builds it with -enable-testing.
        .executableTarget(
            name: "frames",
            dependencies: ["Measuring", .product(name: "Snapshot", package: "smsbackup")],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
