/* SPDX-License-Identifier: Apache-2.0 */
/* Makes system calls of a program fail, for the tests: LD_PRELOAD=libFaultInjection.so.

   SMSBACKUP_FAULT="CALL:NUMBER:WHAT", for example "fsync:2:5": the second fsync of the process
   fails with errno 5.
     CALL    the name of one of the functions below
     NUMBER  which call of it, counted from 1 over all threads; with a "+" behind it all from there on
     WHAT    the errno, or "short" for half of what was asked for (read and write), or "kill",
             or "interrupt" for a SIGINT before a call that then goes on
   Several faults, one for each function at most, are separated by commas.
   Writing to standard error never fails: what a program says of a fault could not be read then.
   SMSBACKUP_FAULT_COUNT=FILE appends the name of every call, to learn how many there are.
   SMSBACKUP_FAULT_MET=FILE appends the name of every call that met its fault. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <unistd.h>

enum outcome { GOES_ON, FAILS, IS_SHORT };

/* Finds the function behind one of ours. */
#define FIND(real, name)                                                                           \
    if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, name)

/* Appends a line to the file that a variable names, if it is set. */
static void note(const char *variable, const char *call) {
    const char *path = getenv(variable);
    if (path == NULL) return;
    /* fopen would end in the functions below; these do not. */
    static int (*real_open)(const char *, int, ...);
    static ssize_t (*real_write)(int, const void *, size_t);
    static int (*real_close)(int);
    FIND(real_open, "open");
    FIND(real_write, "write");
    FIND(real_close, "close");
    int saved = errno;
    int file = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file >= 0) {
        char line[40];
        int length = snprintf(line, sizeof line, "%s\n", call);
        if (real_write(file, line, (size_t)length) != length) abort();
        real_close(file);
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
    note("SMSBACKUP_FAULT_COUNT", call);
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
    note("SMSBACKUP_FAULT_MET", call);
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
        FIND(real, #name);                                                                         \
        static atomic_long calls;                                                                  \
        if (outcome_of(#name, &calls) == FAILS) return (type)-1;                                   \
        return real arguments;                                                                     \
    }

/* A function that can also do half of its work; `size` is the name of the parameter that says how much. */
#define TRANSFER(name, parameters, arguments, size)                                                \
    ssize_t name parameters {                                                                      \
        static ssize_t(*real) parameters;                                                          \
        FIND(real, #name);                                                                         \
        static atomic_long calls;                                                                  \
        enum outcome outcome = outcome_of(#name, &calls);                                          \
        if (outcome == FAILS) return -1;                                                           \
        if (outcome == IS_SHORT && size > 1) size /= 2;                                            \
        return real arguments;                                                                     \
    }

TRANSFER(read, (int file, void *bytes, size_t size), (file, bytes, size), size)
TRANSFER(pread, (int file, void *bytes, size_t size, off_t offset), (file, bytes, size, offset), size)
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

CALL(int, fchownat, (int directory, const char *name, uid_t owner, gid_t group, int flags),
     (directory, name, owner, group, flags))
CALL(int, fremovexattr, (int file, const char *name), (file, name))
CALL(ssize_t, readlinkat, (int directory, const char *name, char *target, size_t size),
     (directory, name, target, size))
CALL(off_t, lseek, (int file, off_t offset, int from), (file, offset, from))
CALL(int, fstatfs, (int file, struct statfs *status), (file, status))
CALL(int, faccessat, (int directory, const char *name, int mode, int flags),
     (directory, name, mode, flags))

/* Calls whose failure is NULL. */
#define POINTER(type, name, parameters, arguments)                                                 \
    type *name parameters {                                                                        \
        static type *(*real) parameters;                                                           \
        FIND(real, #name);                                                                         \
        static atomic_long calls;                                                                  \
        if (outcome_of(#name, &calls) == FAILS) return NULL;                                       \
        return real arguments;                                                                     \
    }

POINTER(DIR, fdopendir, (int file), (file))
POINTER(struct dirent, readdir, (DIR * directory), (directory))
POINTER(char, realpath, (const char *path, char *resolved), (path, resolved))

ssize_t write(int file, const void *bytes, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    FIND(real, "write");
    if (file == STDERR_FILENO) return real(file, bytes, size);
    static atomic_long calls;
    enum outcome outcome = outcome_of("write", &calls);
    if (outcome == FAILS) return -1;
    return real(file, bytes, outcome == IS_SHORT && size > 1 ? size / 2 : size);
}

/* A close that fails has closed (close(2)). */
int close(int file) {
    static int (*real)(int);
    FIND(real, "close");
    static atomic_long calls;
    int fails = outcome_of("close", &calls) == FAILS;
    int saved = errno;
    int result = real(file);
    if (!fails) return result;
    errno = saved;
    return -1;
}

/* Says why in its result. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    FIND(real, "pthread_create");
    static atomic_long calls;
    int saved = errno;
    if (outcome_of("pthread_create", &calls) == FAILS) {
        int reason = errno;
        errno = saved;
        return reason;
    }
    return real(thread, attributes, body, argument);
}

/* Only the making of second descriptors; its argument is a number. */
int fcntl(int file, int command, ...) {
    static int (*real)(int, int, ...);
    FIND(real, "fcntl");
    static atomic_long calls;
    __builtin_va_list arguments;
    __builtin_va_start(arguments, command);
    long argument = __builtin_va_arg(arguments, long);
    __builtin_va_end(arguments);
    if (command == F_DUPFD_CLOEXEC && outcome_of("fcntl", &calls) == FAILS) return -1;
    return real(file, command, argument);
}

/* Only openat2(2), for which the C library has no function. */
long syscall(long number, ...) {
    static long (*real)(long, ...);
    FIND(real, "syscall");
    static atomic_long calls;
    __builtin_va_list list;
    __builtin_va_start(list, number);
    long a[6];
    for (int index = 0; index < 6; index++) a[index] = __builtin_va_arg(list, long);
    __builtin_va_end(list);
    if (number == SYS_openat2 && outcome_of("openat2", &calls) == FAILS) return -1;
    return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* The mode is only there when a file may be made. */
#define MODE(flags)                                                                                \
    mode_t mode = 0;                                                                               \
    if ((flags & (O_CREAT | __O_TMPFILE)) != 0) {                                                  \
        __builtin_va_list arguments;                                                               \
        __builtin_va_start(arguments, flags);                                                      \
        mode = __builtin_va_arg(arguments, mode_t);                                                \
        __builtin_va_end(arguments);                                                               \
    }

int open(const char *name, int flags, ...) {
    static int (*real)(const char *, int, ...);
    FIND(real, "open");
    static atomic_long calls;
    if (outcome_of("open", &calls) == FAILS) return -1;
    MODE(flags)
    return real(name, flags, mode);
}

int openat(int directory, const char *name, int flags, ...) {
    static int (*real)(int, const char *, int, ...);
    FIND(real, "openat");
    static atomic_long calls;
    if (outcome_of("openat", &calls) == FAILS) return -1;
    MODE(flags)
    return real(directory, name, flags, mode);
}
