// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// A package of its own, so that nothing that only measurements need is part of the product.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "smsbackup", path: "..")],
    targets: [
        .executableTarget(
            name: "parsers", dependencies: [.product(name: "Snapshot", package: "smsbackup")],
            swiftSettings: [.treatAllWarnings(as: .error)])
    ],
    swiftLanguageModes: [.v6]
)
