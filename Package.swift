// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target: language mode 6, explicit existentials, visible imports only, strict memory safety, and warnings
/// that stop the build.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .enableExperimentalFeature("SafeInteropWrappers"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Tests call C and fixtures freely: the same rules without the memory-safety audit.
let testing: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let hardenedC: [CSetting] = [
    .treatAllWarnings(as: .error), .enableWarning("all"), .enableWarning("extra"),
    .define("_GNU_SOURCE"),
    .define("_FORTIFY_SOURCE", to: "2", .when(configuration: .release)),
    .unsafeFlags(["-fstack-protector-strong", "-fcf-protection=full", "-ftrivial-auto-var-init=zero"]),
]

/// `-z now`: every symbol is bound at start and the table made read-only.
let hardenedLink: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"])]

/// A folder of `Sources` is a module; its README stays out of the build.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(name)", exclude: ["README.md"],
        swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Sources/\(name)", exclude: ["README.md"],
        swiftSettings: strict, linkerSettings: hardenedLink)
}

/// Plain C, static, without the Swift runtime: an empty archive stands in for the one that swiftc asks for.
func plainProgram(_ name: String, exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, path: "Sources/\(name)", exclude: ["README.md"] + exclude, cSettings: hardenedC,
        linkerSettings: [
            .unsafeFlags([
                "-nostartfiles", "-L\(Context.packageDirectory)/Sources/yagura-lease/link", "-Xclang-linker", "-static",
                "-Xclang-linker", "-Wno-unused-command-line-argument",
            ])
        ])
}

func library(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", exclude: exclude,
        swiftSettings: testing)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// What the programs on the network use; no module of the agent may.
func nio(_ module: String) -> Target.Dependency { .product(name: module, package: "swift-nio") }
let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let certificates: [Target.Dependency] = [
    .product(name: "X509", package: "swift-certificates"), .product(name: "SwiftASN1", package: "swift-asn1"),
]

let package = Package(
    name: "yagura",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries and the C that Swift cannot say.
        library("CAudit", pkgConfig: "audit", package: "libaudit-dev"),
        library("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        library("CYAML", pkgConfig: "yaml-0.1", package: "libyaml-dev"),
        .target(name: "CLinux", path: "Sources/CLinux", exclude: ["README.md"], cSettings: hardenedC),

        // Values, and the pure parts that see nothing but values.
        module("BehaviourModel"),
        module("Attribution", ["BehaviourModel"]),
        module("Detection", ["BehaviourModel"]),
        module("ResponsePlanning", ["BehaviourModel"]),

        // The kernel, and those who ask it.
        module("LinuxKernel", ["CLinux", "CAudit"]),
        module("Sensing", ["BehaviourModel", "LinuxKernel"]),
        module("Response", ["BehaviourModel", "LinuxKernel"]),

        // Storage, messages, and the place where the parts meet.
        module("AgentStore", ["BehaviourModel", "CSQLite", "WireProtocol"]),
        module("WireProtocol", ["BehaviourModel", crypto]),
        module("ConfigurationReading", ["BehaviourModel", "CYAML"]),
        module(
            "AgentRuntime",
            [
                "AgentStore", "Attribution", "BehaviourModel", "ConfigurationReading", "Detection", "LinuxKernel",
                "Response", "ResponsePlanning", "Sensing", "WireProtocol",
            ]),

        // The network's side: none of the agent's modules.
        module("Gzip", ["CGzip"]),
        .target(
            name: "CGzip", path: "Sources/CGzip", exclude: ["README.md"], cSettings: hardenedC,
            linkerSettings: [.linkedLibrary("z")]),
        .target(name: "CRelay", path: "Sources/CRelay", exclude: ["README.md"], cSettings: hardenedC),
        module(
            "Relay",
            [
                "BehaviourModel", "CGzip", "CRelay", "ConfigurationReading", "WireProtocol", httpClient, signals, tls,
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
            ]),
        .target(
            name: "CollectorConsole", path: "Sources/CollectorConsole", exclude: ["README.md"],
            resources: [.embedInCode("Web")], swiftSettings: strict),
        module(
            "Collector",
            [
                "BehaviourModel", "CLinux", "CollectorConsole", "ConfigurationReading", "Gzip", "WireProtocol", crypto,
                tls, logging, lifecycle, httpTypes, httpClient,
                nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                nio("NIOTLS"), signals,
            ] + certificates),

        // The operator's side.
        module("CommandLineInterface", ["AgentRuntime", "BehaviourModel", "LinuxKernel", "WireProtocol", arguments]),

        // Programs.
        program("yagura-agent", ["AgentRuntime", "LinuxKernel", "WireProtocol", arguments]),
        program("yagura", ["CommandLineInterface"]),
        program("yagura-relay", ["ConfigurationReading", "Relay", "WireProtocol", arguments]),
        program(
            "yagura-collector",
            ["BehaviourModel", "Collector", "ConfigurationReading", "WireProtocol", arguments, logging]),
        plainProgram("yagura-lease", exclude: ["link"]),
        plainProgram("yagura-canary"),

        // Benchmarks: programs named *-check are release tests, run by scripts/test.
        .target(name: "AllocationCounter", path: "Benchmarks/AllocationCount/Counter", cSettings: hardenedC),
        .executableTarget(
            name: "allocation-check",
            dependencies: ["AllocationCounter", "Attribution", "BehaviourModel", "Detection", "Sensing"],
            path: "Benchmarks/AllocationCount/Check", swiftSettings: strict),
        .executableTarget(
            name: "novelty-check", dependencies: ["BehaviourModel", "Detection"], path: "Benchmarks/NoveltySimulation",
            exclude: ["README.md"], swiftSettings: strict, linkerSettings: hardenedLink),
        .executableTarget(
            name: "yagura-bench", dependencies: ["Sensing"], path: "Benchmarks/HostBench/Assembly",
            swiftSettings: strict),

        // Fuzz entries: parsers as functions of any bytes, which FuzzTests runs for a moment each.
        .target(
            name: "FuzzEntries",
            dependencies: [
                "AgentRuntime", "Attribution", "BehaviourModel", "Detection", "LinuxKernel", "Sensing", "TestSupport",
                "WireProtocol",
            ], path: "Fuzz/Entries", swiftSettings: testing),

        // Tests: one target a module; add a line in alphabetical order.
        tests(
            "Agent",
            [
                "AgentRuntime", "AgentStore", "BehaviourModel", "LinuxKernel", "TestRandom", "TestSupport",
                "WireProtocol", httpClient, tls, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
            ]),
        tests("Attribution", ["Attribution", "BehaviourModel"]),
        .target(name: "TestRandom", path: "Tests/TestRandom", exclude: ["README.md"], swiftSettings: testing),
        .target(name: "TestSupport", path: "Tests/TestSupport", exclude: ["README.md"], swiftSettings: testing),
        tests(
            "AgentRuntime",
            [
                "AgentRuntime", "Attribution", "BehaviourModel", "ConfigurationReading", "Detection",
                "ResponsePlanning", "Sensing", "TestSupport", "WireProtocol",
            ],
            exclude: ["Goldens"]),
        tests("AgentStore", ["AgentStore", "BehaviourModel", "CSQLite", "TestSupport", "WireProtocol"]),
        tests("BehaviourModel", ["BehaviourModel", "TestRandom"]),
        tests("Fuzz", ["FuzzEntries", "TestRandom", "TestSupport"]),
        tests(
            "Relay",
            [
                "AgentStore", "BehaviourModel", "ConfigurationReading", "LinuxKernel", "Relay", "TestRandom",
                "TestSupport", "WireProtocol", tls, nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            ]),
        tests("Response", ["BehaviourModel", "LinuxKernel", "Response", "TestSupport"]),
        tests("ResponsePlanning", ["BehaviourModel", "ResponsePlanning", "TestRandom"]),
        tests(
            "Collector",
            [
                "BehaviourModel", "CGzip", "Collector", "CollectorConsole", "TestRandom", "TestSupport", "WireProtocol",
                crypto, tls,
                httpClient, logging,
                nio("NIOCore"), nio("NIOPosix"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ] + certificates, exclude: ["Outputs/Goldens"]),
        tests("CommandLineInterface", ["BehaviourModel", "CommandLineInterface", "TestSupport", "WireProtocol"]),
        tests("LinuxKernel", ["LinuxKernel", "TestSupport"]),
        tests("Detection", ["BehaviourModel", "Detection", "TestRandom"]),
        tests(
            "Sensing", ["BehaviourModel", "LinuxKernel", "Sensing", "TestRandom", "TestSupport"], exclude: ["Fixtures"]),
        tests("WireProtocol", ["BehaviourModel", "TestRandom", "WireProtocol"]),
    ]
)
