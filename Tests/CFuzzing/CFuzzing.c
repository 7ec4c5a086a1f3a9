/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CFuzzing.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The heap is counted where it is handed out: these stand in front of the C library's own. The
   runtime has other threads, so the counters are atomic. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static int64_t heap_now, heap_peak;

static void *counted(void *block) {
    int64_t now = __atomic_add_fetch(&heap_now, (int64_t)malloc_usable_size(block), __ATOMIC_RELAXED);
    if (now > heap_peak) heap_peak = now;
    return block;
}

static void uncounted(void *block) {
    __atomic_sub_fetch(&heap_now, (int64_t)malloc_usable_size(block), __ATOMIC_RELAXED);
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }

void *realloc(void *block, size_t size) {
    int64_t before = (int64_t)malloc_usable_size(block);
    void *other = __libc_realloc(block, size);
    if (other == NULL && size != 0) return NULL; /* the old block is still there */
    __atomic_sub_fetch(&heap_now, before, __ATOMIC_RELAXED);
    return counted(other);
}

void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = memalign(alignment, size);
    return *block != NULL || size == 0 ? 0 : 12; /* ENOMEM */
}

void free(void *block) {
    uncounted(block);
    __libc_free(block);
}

int64_t fuzz_heap_now(void) { return __atomic_load_n(&heap_now, __ATOMIC_RELAXED); }

int64_t fuzz_heap_peak(void) { return heap_peak; }

void fuzz_heap_start(void) { heap_peak = fuzz_heap_now(); }

int64_t fuzz_processor_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static struct {
    const char *subject;
    uint64_t seed, number;
} current;

static void report(int signal) {
    static char line[256];
    int length = snprintf(
        line, sizeof line, "\nfuzz: %s on an input; repeat it with\n    fuzz %s --seed %llu --first %llu --count 1\n",
        signal == SIGALRM ? "hangs" : strsignal(signal), current.subject,
        (unsigned long long)current.seed, (unsigned long long)current.number);
    if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0) _exit(2);
    _exit(1);
}

void fuzz_guard(const char *subject, uint64_t seed, uint64_t number, unsigned seconds) {
    current.subject = subject;
    current.seed = seed;
    current.number = number;
    alarm(seconds);
}

void fuzz_guard_install(void) {
    setvbuf(stdout, NULL, _IOLBF, 0); /* what was printed before a crash is seen */
    static char stack[65536]; /* a stack that is full has no room for the handler */
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    struct sigaction action = {.sa_handler = report, .sa_flags = SA_ONSTACK | SA_RESETHAND};
    int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGALRM};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
}
