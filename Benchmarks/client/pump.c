// Sends prepared HTTP/1.1 requests over kept-alive connections and says how long each took.
//
// It must never be what limits a comparison: bodies go from the page cache to the socket by sendfile(2), and what comes
// back is dropped inside the kernel (recv with MSG_TRUNC, tcp(7)). The same program drives every server that is compared.
//
// usage: pump PORT CONNECTIONS FILE <requests >answers
//   requests: for each a `struct record`, then the head, the tail, and the path of a file to fsync
//   answers: for each, in the same order, a line "STATUS SECONDS BYTES"; then the seconds from the first to the last
// On the wire go the head, `length` bytes of FILE from `offset`, the tail. A request with a path is over when that file
// has been fsynced: this is how a server that does not sync gets the same duty as one that does.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/sendfile.h>
#include <time.h>
#include <unistd.h>

struct record {
    uint64_t offset, length;
    uint32_t head, tail, path, reserved;
};

struct request {
    struct record sizes;
    char *head, *tail, *path;
    int status;
    double seconds;
    uint64_t received;
};

static struct request *requests;
static size_t count, next_request;
static int port, source;

static void fail(const char *what) {
    fprintf(stderr, "pump: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
}

static int connect_to_port(void) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return descriptor;
}

static void send_all(int descriptor, const char *bytes, size_t length, int flags) {
    while (length > 0) {
        ssize_t sent = send(descriptor, bytes, length, flags | MSG_NOSIGNAL);
        if (sent < 0) fail("send");
        bytes += sent;
        length -= sent;
    }
}

static void send_request(int descriptor, const struct request *request) {
    const struct record *sizes = &request->sizes;
    send_all(descriptor, request->head, sizes->head, sizes->length + sizes->tail > 0 ? MSG_MORE : 0);
    off_t offset = sizes->offset;
    for (uint64_t left = sizes->length; left > 0;) {
        ssize_t sent = sendfile(descriptor, source, &offset, left);
        if (sent <= 0) fail("sendfile");
        left -= sent;
    }
    send_all(descriptor, request->tail, sizes->tail, 0);
}

// Reads one answer, drops its body, and returns whether the connection may be used again.
static int receive_answer(int descriptor, struct request *request) {
    char head[16384 + 1], *end = NULL;
    size_t length = 0;
    while (end == NULL) {
        if (length == sizeof head - 1) fail("the head of an answer is too long");
        ssize_t got = recv(descriptor, head + length, sizeof head - 1 - length, 0);
        if (got <= 0) fail("the server went away");
        length += got;
        head[length] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    char *field = strcasestr(head, "\r\ncontent-length:");
    uint64_t size = field != NULL && field < end ? strtoull(field + 17, NULL, 10) : 0;
    request->status = length > 9 ? atoi(head + 9) : 0;
    request->received = size;
    for (uint64_t left = size - (length - (end + 4 - head)); left > 0;) {
        ssize_t got = recv(descriptor, NULL, left < 1 << 20 ? left : 1 << 20, MSG_TRUNC);
        if (got <= 0) fail("the server went away inside a body");
        left -= got;
    }
    char *closing = strcasestr(head, "\r\nconnection: close");
    return !(closing != NULL && closing < end);
}

static void sync_file(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fsync(descriptor) != 0) fail(path);
    close(descriptor);
}

// One connection: takes the next request until there is none.
static void *run_connection(void *unused) {
    int descriptor = -1;
    for (;;) {
        size_t index = __atomic_fetch_add(&next_request, 1, __ATOMIC_RELAXED);
        if (index >= count) return unused;
        struct request *request = &requests[index];
        double start = now();
        if (descriptor < 0) descriptor = connect_to_port();
        send_request(descriptor, request);
        int reusable = receive_answer(descriptor, request);
        if (request->sizes.path > 0) sync_file(request->path);
        request->seconds = now() - start;
        if (!reusable) {
            close(descriptor);
            descriptor = -1;
        }
    }
}

static char *read_text(uint32_t length) {
    char *text = calloc(1, (size_t)length + 1);
    if (text == NULL || fread(text, 1, length, stdin) != length) fail("the requests end too early");
    return text;
}

static void read_requests(void) {
    struct record sizes;
    size_t room = 0;
    while (fread(&sizes, sizeof sizes, 1, stdin) == 1) {
        if (count == room) {
            room = room > 0 ? 2 * room : 64;
            requests = realloc(requests, room * sizeof *requests);
            if (requests == NULL) fail("realloc");
        }
        struct request *request = &requests[count++];
        *request = (struct request){.sizes = sizes};
        request->head = read_text(sizes.head);
        request->tail = read_text(sizes.tail);
        request->path = read_text(sizes.path);
    }
}

int main(int arguments, char **argument) {
    if (arguments != 4) {
        fprintf(stderr, "usage: pump PORT CONNECTIONS FILE\n");
        return 2;
    }
    port = atoi(argument[1]);
    int connections = atoi(argument[2]);
    source = open(argument[3], O_RDONLY | O_CLOEXEC);
    if (source < 0) fail(argument[3]);
    read_requests();

    pthread_t threads[connections];
    double start = now();
    for (int index = 0; index < connections; index++)
        if (pthread_create(&threads[index], NULL, run_connection, NULL) != 0) fail("pthread_create");
    for (int index = 0; index < connections; index++) pthread_join(threads[index], NULL);
    double seconds = now() - start;

    for (size_t index = 0; index < count; index++)
        printf("%d %.9f %llu\n", requests[index].status, requests[index].seconds,
               (unsigned long long)requests[index].received);
    printf("%.9f\n", seconds);
    return 0;
}
