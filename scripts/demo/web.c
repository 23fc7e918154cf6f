/* The demo's web service: a few pages, a visit counter kept by the store, a report made by another program,
 * and a diagnostic page that hands its argument to a shell: the hole that `scripts/demo/run attack` uses.
 * usage: web PORT STORE_ADDRESS STORE_PORT */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in store;

static void answer(int client, const char *status, const char *body, size_t length) {
    dprintf(client, "HTTP/1.0 %s\r\nContent-Length: %zu\r\n\r\n", status, length);
    if (write(client, body, length) < 0) perror("write");
}

/* Pages are read anew each time, as a web server without a cache would. */
static void page(int client, const char *path) {
    char body[16384];
    FILE *file = fopen(path, "r");
    if (file == NULL) { answer(client, "404 Not Found", "no such page\n", 13); return; }
    size_t length = fread(body, 1, sizeof body, file);
    fclose(file);
    answer(client, "200 OK", body, length);
}

static void visits(int client) {
    char body[128] = "the store is away\n";
    int link = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(link, (struct sockaddr *)&store, sizeof store) == 0 && write(link, "INCREMENT visits\n", 17) == 17) {
        ssize_t got = read(link, body, sizeof body - 1);
        body[got > 0 ? got : 0] = 0;
    }
    close(link);
    answer(client, "200 OK", body, strlen(body));
}

/* What a command prints, as a page; it is run directly by execl, or by a shell when it came from outside. */
static void output(int client, FILE *command) {
    char body[16384];
    size_t length = 0, got;
    while (length < sizeof body && (got = fread(body + length, 1, sizeof body - length, command)) > 0) length += got;
    pclose(command);
    answer(client, "200 OK", body, length);
}

static void report(int client) {
    int ends[2];
    char body[512];
    if (pipe(ends) != 0) return;
    if (fork() == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/usr/bin/report", "report", "--short", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], body, sizeof body);
    close(ends[0]);
    answer(client, "200 OK", body, got > 0 ? (size_t)got : 0);
}

static void decode(char *text) {
    char *out = text;
    for (; *text; text++, out++) {
        unsigned int byte;
        if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1) { *out = (char)byte; text += 2; }
        else *out = *text == '+' ? ' ' : *text;
    }
    *out = 0;
}

/* The hole: the host name goes to a shell as it came. */
static void diagnostics(int client, char *host) {
    char command[4096];
    decode(host);
    snprintf(command, sizeof command, "ping -c 1 -W 1 %s 2>&1", host);
    FILE *shell = popen(command, "r");
    if (shell != NULL) output(client, shell);
}

static void serve(int client) {
    char request[4096], path[2048];
    size_t length = 0;
    do {
        ssize_t got = read(client, request + length, sizeof request - 1 - length);
        if (got <= 0) return;
        request[length += (size_t)got] = 0;
    } while (strstr(request, "\r\n\r\n") == NULL && length < sizeof request - 1);
    if (sscanf(request, "GET %2047s", path) != 1) { answer(client, "400 Bad Request", "", 0); return; }
    if (strcmp(path, "/") == 0) page(client, "/srv/www/index.html");
    else if (strcmp(path, "/about") == 0) page(client, "/srv/www/about.html");
    else if (strcmp(path, "/visits") == 0) visits(client);
    else if (strcmp(path, "/report") == 0) report(client);
    else if (strncmp(path, "/diagnostics?host=", 18) == 0) diagnostics(client, path + 18);
    else answer(client, "404 Not Found", "no such page\n", 13);
}

int main(int count, char **arguments) {
    if (count != 4) { fprintf(stderr, "usage: web PORT STORE_ADDRESS STORE_PORT\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(arguments[1])) };
    store = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(arguments[3])) };
    inet_pton(AF_INET, arguments[2], &store.sin_addr);
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 64) != 0) {
        perror("web");
        return 1;
    }
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        serve(client);
        close(client);
        while (waitpid(-1, NULL, WNOHANG) > 0) { }
    }
}
