/* The demo's second service: a key-value server with one request a line.
 * GET key, SET key value, INCREMENT key; answers a line each.      usage: store PORT */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { KEYS = 64, TEXT = 64 };
static struct { char key[TEXT], value[TEXT]; } table[KEYS];

static char *value_of(const char *key) {
    for (int i = 0; i < KEYS; i++) {
        if (table[i].key[0] == 0) snprintf(table[i].key, TEXT, "%s", key);
        if (strcmp(table[i].key, key) == 0) return table[i].value;
    }
    return NULL;
}

static void serve(int client, char *line) {
    char verb[16] = "", key[TEXT] = "", text[TEXT] = "";
    sscanf(line, "%15s %63s %63s", verb, key, text);
    char *value = key[0] ? value_of(key) : NULL;
    if (value == NULL) dprintf(client, "error: no room, or no key\n");
    else if (strcmp(verb, "GET") == 0) dprintf(client, "%s\n", value);
    else if (strcmp(verb, "SET") == 0) { snprintf(value, TEXT, "%s", text); dprintf(client, "ok\n"); }
    else if (strcmp(verb, "INCREMENT") == 0) {
        snprintf(value, TEXT, "%ld", atol(value) + 1);
        dprintf(client, "%s\n", value);
    } else dprintf(client, "error: GET, SET or INCREMENT\n");
}

int main(int count, char **arguments) {
    if (count != 2) { fprintf(stderr, "usage: store PORT\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(arguments[1])) };
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 64) != 0) {
        perror("store");
        return 1;
    }
    for (;;) {
        char line[256];
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        ssize_t got = read(client, line, sizeof line - 1);
        if (got > 0) { line[got] = 0; serve(client, line); }
        close(client);
    }
}
