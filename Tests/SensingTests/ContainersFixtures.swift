/// State files as runtimes leave them.
///
/// runc and docker: recorded on Linux 6.18 with runc 1.1.5 and docker 20.10.24 (`docker run -d web:1.2 sleep`), lists that
/// we do not read cut out, folders renamed to the defaults. crun, containers/storage, containerd CRI and CRI-O: written
/// after their sources and documentation (crun `status.c`, containers-storage, CRI annotations), not recorded.
enum ContainersFixtures {
    static let dockerId = "9e30722742240fc8f8dcb4e42ee5b302e02c3e26a18217fc5d289731a932b3d2"
    static let layer = "1c34a15734a0f7816dbae1e3f0ec1d2050dd336e82916094383c84beef1acd36"

    static let dockerState = #"""
        {
         "id": "\#(dockerId)",
         "init_process_pid": 1053,
         "init_process_start": 482309,
         "created": "2026-11-24T20:11:28.038509926Z",
         "config": {
          "rootfs": "/var/lib/docker/overlay2/\#(layer)/merged",
          "hostname": "9e3072274224",
          "namespaces": [
           {
            "type": "NEWNS",
            "path": ""
           }
          ],
          "cgroups": {
           "path": "/docker/\#(dockerId)",
           "Systemd": false,
           "Rootless": false
          },
          "version": "1.0.2-dev",
          "labels": [
           "bundle=/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/\#(dockerId)"
          ]
         },
         "rootless": false,
         "cgroup_paths": {
          "": "/sys/fs/cgroup/unified/docker/\#(dockerId)",
          "freezer": "/sys/fs/cgroup/freezer/docker/\#(dockerId)",
          "name=systemd": "/sys/fs/cgroup/systemd/docker/\#(dockerId)"
         },
         "namespace_paths": {
          "NEWCGROUP": "/proc/1053/ns/cgroup",
          "NEWIPC": "/proc/1053/ns/ipc",
          "NEWNET": "/proc/1053/ns/net",
          "NEWNS": "/proc/1053/ns/mnt",
          "NEWPID": "/proc/1053/ns/pid",
          "NEWUSER": "/proc/1053/ns/user",
          "NEWUTS": "/proc/1053/ns/uts"
         },
         "external_descriptors": [
          "/dev/null",
          "pipe:[239780]",
          "pipe:[239781]"
         ],
         "intel_rdt_path": ""
        }
        """#

    static let dockerConfiguration = #"""
        {
         "ID": "\#(dockerId)",
         "Created": "2026-11-24T20:11:27.614896946Z",
         "Image": "sha256:88810e6584fa890767cfb4d8da7b94c085e8a9d7ed47cee06939256fd128ab3c",
         "Name": "/my-web",
         "Driver": "overlay2",
         "OS": "linux",
         "State": {
          "Running": true,
          "Pid": 1053
         },
         "Config": {
          "Hostname": "9e3072274224",
          "Image": "web:1.2",
          "Labels": {
           "com.docker.compose.project": "shop",
           "com.docker.compose.service": "front",
           "yagura.mode": "enforce"
          },
          "Cmd": [
           "/bin/sleep",
           "1000"
          ]
         }
        }
        """#

    static let crunStatus = #"""
        {"pid": 4711, "process-start-time": 99, "cgroup-path": "/machine.slice/libpod-abc.scope/container",
        "scope": "libpod-abc.scope", "rootfs": "/var/lib/containers/storage/overlay/x/merged", "systemd-cgroup": true,
        "bundle": "/var/lib/containers/storage/overlay-containers/abc/userdata", "created": "2026-01-01T00:00:00Z",
        "detached": true, "external_descriptors": "[]"}
        """#

    static let storageContainers = #"""
        [{"id": "other", "names": ["db"]},
        {"id": "abc", "names": ["shop-web"], "image": "1234", "layer": "x", "created": "2026-01-01T00:00:00Z",
        "metadata": "{\"image-name\":\"registry.example/shop/web:2\",\"image-id\":\"1234\",\"name\":\"shop-web\"}"}]
        """#

    /// Annotations of a pod's container under containerd's CRI plug-in.
    static let containerdAnnotations = [
        "io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.container-name": "api",
        "io.kubernetes.cri.sandbox-namespace": "payments", "io.kubernetes.cri.sandbox-name": "api-7f9c-x2",
        "io.kubernetes.cri.sandbox-id": "5ad1", "io.kubernetes.cri.image-name": "registry.example/api:3.1",
    ]

    /// The same under CRI-O.
    static let crioAnnotations = [
        "io.kubernetes.cri-o.ContainerType": "container", "io.kubernetes.container.name": "api",
        "io.kubernetes.pod.namespace": "payments", "io.kubernetes.pod.name": "api-7f9c-x2",
        "io.kubernetes.cri-o.ImageName": "registry.example/api:3.1",
    ]

    /// What an image may bring to look like another workload, or like one that is never frozen.
    static let hostileLabels = [
        "io.kubernetes.docker.type": "podsandbox", "io.kubernetes.pod.namespace": "payments",
        "io.kubernetes.container.name": "POD", "com.docker.compose.project": "shop",
        "com.docker.compose.service": "front", "yagura.workload": "front", "yagura.mode": "observe",
    ]
}
