internal import Glibc
internal import Sensing

/// The benchmark `audit_assembler`: records a second through scanner and assembler, on one thread.
@main struct AssemblyBench {
    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "assembler":
            var workload = AuditAssemblyWorkload()
            print(Int(workload.recordsPerSecond()))
        case "records": for text in AuditAssemblyWorkload().texts { print(text) }
        default:
            print("usage: yagura-bench assembler | records")
            exit(2)
        }
    }
}
