/* SPDX-License-Identifier: Apache-2.0 */
/* Makes system calls of a program fail, for the tests: LD_PRELOAD=libFaultInjection.so.

   SMSBACKUP_FAULT="CALL:NUMBER:WHAT", for example "fsync:2:5": the second fsync of the process
   fails with errno 5.
     CALL    the name of one of the functions below
     NUMBER  which call of it, counted from 1 over all threads; with a "+" behind it all from there on
     WHAT    the errno, or "short" for half of what was asked for (read and write), or "kill",
             or "interrupt" for a SIGINT before a call that then goes on
   Several faults, one for each function at most, are separated by commas.
   SMSBACKUP_FAULT_COUNT=FILE appends the name of every call, to learn how many there are. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum outcome { GOES_ON, FAILS, IS_SHORT };

static void note(const char *call) {
    const char *path = getenv("SMSBACKUP_FAULT_COUNT");
    if (path == NULL) return;
    /* fopen would end in the functions below; these system calls do not. */
    static int (*real_open)(const char *, int, ...);
    static ssize_t (*real_write)(int, const void *, size_t);
    if (real_open == NULL) *(void **)&real_open = dlsym(RTLD_NEXT, "open");
    if (real_write == NULL) *(void **)&real_write = dlsym(RTLD_NEXT, "write");
    int saved = errno;
    int file = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file >= 0) {
        char line[40];
        int length = snprintf(line, sizeof line, "%s\n", call);
        if (real_write(file, line, (size_t)length) != length) abort();
        close(file);
    }
    errno = saved;
}

/* The fault for a function, from behind the first colon, or NULL. */
static const char *fault_of(const char *call) {
    const char *fault = getenv("SMSBACKUP_FAULT");
    size_t length = strlen(call);
    while (fault != NULL) {
        if (strncmp(fault, call, length) == 0 && fault[length] == ':') return fault + length + 1;
        fault = strchr(fault, ',');
        if (fault != NULL) fault++;
    }
    return NULL;
}

/* What becomes of the next call of a function, of which there were so many already. */
static enum outcome outcome_of(const char *call, atomic_long *calls) {
    note(call);
    const char *fault = fault_of(call);
    if (fault == NULL) return GOES_ON;
    char *rest;
    long wanted = strtol(fault, &rest, 10);
    int goes_on = *rest == '+';
    if (goes_on) rest++;
    if (*rest != ':') abort();
    rest++;
    long number = atomic_fetch_add(calls, 1) + 1;
    if (number < wanted || (number > wanted && !goes_on)) return GOES_ON;
    if (strncmp(rest, "kill", 4) == 0) kill(getpid(), SIGKILL);
    if (strncmp(rest, "interrupt", 9) == 0) {
        kill(getpid(), SIGINT);
        return GOES_ON;
    }
    if (strncmp(rest, "short", 5) == 0) return IS_SHORT;
    errno = atoi(rest);
    return FAILS;
}

/* A function that only fails or goes on. */
#define CALL(type, name, parameters, arguments)                                                    \
    type name parameters {                                                                         \
        static type(*real) parameters;                                                             \
        if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name);                               \
        static atomic_long calls;                                                                  \
        if (outcome_of(#name, &calls) == FAILS) return (type)-1;                                           \
        return real arguments;                                                                     \
    }

/* A function that can also do half of its work; `size` is the name of the parameter that says how much. */
#define TRANSFER(name, parameters, arguments, size)                                                \
    ssize_t name parameters {                                                                      \
        static ssize_t(*real) parameters;                                                          \
        if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name);                               \
        static atomic_long calls;                                                                  \
        enum outcome outcome = outcome_of(#name, &calls);                                               \
        if (outcome == FAILS) return -1;                                                           \
        if (outcome == IS_SHORT && size > 1) size /= 2;                                            \
        return real arguments;                                                                     \
    }

TRANSFER(read, (int file, void *bytes, size_t size), (file, bytes, size), size)
TRANSFER(pread, (int file, void *bytes, size_t size, off_t offset), (file, bytes, size, offset), size)
TRANSFER(write, (int file, const void *bytes, size_t size), (file, bytes, size), size)
TRANSFER(pwrite, (int file, const void *bytes, size_t size, off_t offset),
         (file, bytes, size, offset), size)

CALL(int, fsync, (int file), (file))
CALL(int, syncfs, (int file), (file))
CALL(int, ftruncate, (int file, off_t size), (file, size))
CALL(int, linkat, (int from, const char *old, int to, const char *new, int flags),
     (from, old, to, new, flags))
CALL(int, symlinkat, (const char *target, int directory, const char *name), (target, directory, name))
CALL(int, mkdirat, (int directory, const char *name, mode_t mode), (directory, name, mode))
CALL(int, unlinkat, (int directory, const char *name, int flags), (directory, name, flags))
CALL(int, renameat, (int from, const char *old, int to, const char *new), (from, old, to, new))
CALL(int, renameat2, (int from, const char *old, int to, const char *new, unsigned flags),
     (from, old, to, new, flags))
CALL(int, fchmod, (int file, mode_t mode), (file, mode))
CALL(int, fchown, (int file, uid_t owner, gid_t group), (file, owner, group))
CALL(int, futimens, (int file, const struct timespec times[2]), (file, times))
CALL(int, utimensat, (int directory, const char *name, const struct timespec times[2], int flags),
     (directory, name, times, flags))
CALL(int, fsetxattr, (int file, const char *name, const void *value, size_t size, int flags),
     (file, name, value, size, flags))
CALL(ssize_t, fgetxattr, (int file, const char *name, void *value, size_t size),
     (file, name, value, size))
CALL(ssize_t, flistxattr, (int file, char *names, size_t size), (file, names, size))
CALL(int, fstat, (int file, struct stat *status), (file, status))
CALL(int, fstatat, (int directory, const char *name, struct stat *status, int flags),
     (directory, name, status, flags))

/* openat is variadic; the mode is only there when a file may be made. */
int openat(int directory, const char *name, int flags, ...) {
    static int (*real)(int, const char *, int, ...);
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, "openat");
    static atomic_long calls;
    if (outcome_of("openat", &calls) == FAILS) return -1;
    if ((flags & (O_CREAT | __O_TMPFILE)) == 0) return real(directory, name, flags);
    __builtin_va_list arguments;
    __builtin_va_start(arguments, flags);
    mode_t mode = __builtin_va_arg(arguments, mode_t);
    __builtin_va_end(arguments);
    return real(directory, name, flags, mode);
}
