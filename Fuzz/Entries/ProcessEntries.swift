import BehaviourModel
import LinuxKernel

// What some of these parse is a module's own: `@testable` needs a build for tests.
#if DEBUG
    @testable import Sensing

    extension FuzzEntry {
        static let processFiles = [
            FuzzEntry(
                "cgroup-names", "/proc/<pid>/cgroup, by both readers",
                seeds: {
                    Seeds.texts(
                        "0::/system.slice/demo.service\n", "7:freezer:/demo-web\n1:name=systemd:/x\n0::/demo-web\n",
                        "4:cpu,freezer,pids:/a:b/c d (deleted)\n0::/gone (deleted)\n", "0::/\\n\"key\"=yagura\n")
                }
            ) { bytes in
                let whole = ProcessCgroups(bytes.span)
                _ = whole.path(of: "freezer")
                let lines = CgroupLines(bytes.span)
                for range in [lines.unified, lines.freezer] {
                    let part = bytes.span.part(range)
                    expect(part.count == Int(range.count), "a range lies in the file")
                    expect(part.withoutDeletedMark.count <= part.count, "a mark is taken off")
                }
            },
            FuzzEntry(
                "process-files", "/proc/<pid>/stat, status and mountinfo, of a process that chose its name",
                seeds: {
                    Seeds.texts(
                        "4711 (a) R 1) S 1 4711 4711 34816 4711 4194560 107 0 0 0 3 4 0 0 20 0 1 0 482309 4702208 214",
                        "Name:\tsh\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nNSpid:\t4711\t1\nCapEff:\t000001ffffffffff\n"
                            + "NoNewPrivs:\t1\nSeccomp:\t2\n",
                        #"36 35 98:0 /a\040b /mnt rw,noatime shared:1 - overlay x rw,upperdir=/u\054v,workdir=/w"#)
                }
            ) { bytes in
                let (long, short) = (ProcStat(bytes.span), ProcessStat(bytes.span))
                if let long, let short {
                    expect(long.parent == short.parentPid && long.state == short.state, "both readers agree")
                }
                _ = ProcStatus(bytes.span)
                _ = MountTable(bytes.span).rootUpperDirectory
            },
        ]
    }
#else
    extension FuzzEntry { static let processFiles: [FuzzEntry] = [] }
#endif
