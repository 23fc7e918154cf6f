/* The acts of the benchmarks, in plain C: inside containers under the agent, and outside it as their floors.
 * Times are nanoseconds of CLOCK_MONOTONIC, which containers share with the host.
 *
 *   act serve FIFO OUT       listens, and for each line of FIFO forks and executes that program with OUT
 *                            (a listener's child: what the tripwire upper-exec watches)
 *   act spin OUT START       writes START (before its execve) to OUT, then the time, again and again, for 3 s
 *   act loop N               forks and executes `act none` N times; prints the nanoseconds it took and its CPU microseconds
 *   act store FILE N         floor: fork, execve, then one line of 1 KiB appended and synced by the new program; a line each
 *   act freeze CGROUP FILE N floor: writes the freezer's file of CGROUP (a spinning child is in it); a line each
 *   act init OUT             writes the time, then sleeps: a container's first process
 *   act ready                prints a line and waits: the floor of a program's start and memory
 *   act fields FILE N        floor of the assembler: finds every `name=value` of FILE, N times; prints lines a second */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) { perror(what); exit(1); }

static long long *shared(const char *path) {
    int file = open(path, O_RDWR | O_CREAT, 0666);
    if (file < 0 || ftruncate(file, 4096) != 0) fail(path);
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page == MAP_FAILED) fail("mmap");
    close(file);
    return page;
}

/* Page layout: [0] before execve, [1] the last moment alive. */
static int spin(const char *path, const char *start) {
    long long *page = shared(path), end = now() + 3000000000LL;
    page[0] = atoll(start);
    while ((page[1] = now()) < end) continue;
    return 0;
}

static void execute(const char *program, const char *act, const char *output) {
    char start[32];
    if (fork() != 0) return;
    snprintf(start, sizeof start, "%lld", now());
    execl(program, program, act, output, start, (char *)NULL);
    _exit(127);
}

static int serve(const char *fifo, const char *output) {
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(7000) };
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 8) != 0) fail("listen");
    signal(SIGCHLD, SIG_IGN);
    FILE *lines = fopen(fifo, "r+");
    char program[256], act[32];
    if (lines == NULL) fail(fifo);
    while (fscanf(lines, "%31s %255s", act, program) == 2) execute(program, act, output);
    return 0;
}

static int note(const char *path, const char *start) {
    long long *page = shared(path);
    page[1] = now();
    page[0] = atoll(start);
    return 0;
}

static int loop(const char *self, int count) {
    long long start = now();
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child == 0) { execl(self, self, "none", (char *)NULL); _exit(127); }
        waitpid(child, NULL, 0);
    }
    struct rusage own, children;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    long long cpu = 0;
    for (struct rusage *use = &own;; use = &children) {
        cpu += (use->ru_utime.tv_sec + use->ru_stime.tv_sec) * 1000000LL + use->ru_utime.tv_usec + use->ru_stime.tv_usec;
        if (use == &children) break;
    }
    printf("%lld %lld\n", now() - start, cpu);
    return 0;
}

/* The new program's half of the floor of exec_to_alert_stored. */
static int append(const char *path, const char *start) {
    char line[1024];
    memset(line, 'x', sizeof line);
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0 || write(file, line, sizeof line) != sizeof line || fdatasync(file) != 0) fail(path);
    printf("%lld\n", now() - atoll(start));
    return 0;
}

static int store(const char *self, const char *path, int count) {
    for (int i = 0; i < count; i++) { execute(self, "append", path); wait(NULL); }
    return 0;
}

static void put(const char *path, const char *text) {
    int file = open(path, O_WRONLY);
    if (file < 0 || write(file, text, strlen(text)) < 0) fail(path);
    close(file);
}

/* FILE is freezer.state (FROZEN, THAWED) or cgroup.freeze (1, 0). */
static int freeze(const char *cgroup, const char *name, int count) {
    char file[512], procs[512], pid[32];
    int old = strcmp(name, "freezer.state") == 0;
    long long *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    snprintf(file, sizeof file, "%s/%s", cgroup, name);
    snprintf(procs, sizeof procs, "%s/cgroup.procs", cgroup);
    pid_t child = fork();
    if (child == 0) for (;;) page[1] = now();
    snprintf(pid, sizeof pid, "%d", child);
    put(procs, pid);
    for (int i = 0; i < count; i++) {
        usleep(20000); /* no call says that the child runs again: its clock must tick before the freeze is timed */
        long long start = now();
        put(file, old ? "FROZEN" : "1");
        usleep(20000); /* what it writes until it stands still is the measure, so nothing may ask for the state meanwhile */
        printf("%lld\n", page[1] > start ? page[1] - start : 0);
        put(file, old ? "THAWED" : "0");
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}

static _Noreturn int first(const char *path) {
    shared(path)[1] = now();
    for (;;) pause();
}

static int fields(const char *path, int count) {
    static char text[65536];
    int file = open(path, O_RDONLY);
    ssize_t length = read(file, text, sizeof text);
    long long start = now(), lines = 0;
    volatile unsigned long sum = 0;
    for (int i = 0; i < count; i++) {
        for (char *line = text, *end = text + length; line < end; lines++) {
            char *stop = memchr(line, '\n', (size_t)(end - line));
            if (stop == NULL) stop = end;
            for (char *c = line; c < stop;) {
                char *equals = memchr(c, '=', (size_t)(stop - c));
                if (equals == NULL) break;
                char *space = memchr(equals, ' ', (size_t)(stop - equals));
                sum += (unsigned long)(equals - c);
                c = space ? space + 1 : stop;
            }
            line = stop + 1;
        }
    }
    printf("%lld\n", lines * 1000000000LL / (now() - start));
    return 0;
}

int main(int count, char **words) {
    const char *act = count > 1 ? words[1] : "none";
    if (strcmp(act, "none") == 0) return 0;
    if (strcmp(act, "ready") == 0) { printf("ready\n"); fflush(stdout); pause(); return 0; }
    if (count > 2 && strcmp(act, "loop") == 0) return loop(words[0], atoi(words[2]));
    if (count > 2 && strcmp(act, "init") == 0) return first(words[2]);
    if (count > 3 && strcmp(act, "serve") == 0) return serve(words[2], words[3]);
    if (count > 3 && strcmp(act, "spin") == 0) return spin(words[2], words[3]);
    if (count > 3 && strcmp(act, "note") == 0) return note(words[2], words[3]);
    if (count > 3 && strcmp(act, "append") == 0) return append(words[2], words[3]);
    if (count > 3 && strcmp(act, "store") == 0) return store(words[0], words[2], atoi(words[3]));
    if (count > 4 && strcmp(act, "freeze") == 0) return freeze(words[2], words[3], atoi(words[4]));
    if (count > 3 && strcmp(act, "fields") == 0) return fields(words[2], atoi(words[3]));
    fprintf(stderr, "usage: see the first lines of act.c\n");
    return 2;
}
