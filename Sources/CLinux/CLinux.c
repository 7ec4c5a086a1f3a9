/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/openat2.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

int smsb_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int smsb_rename_no_replace(int fromDirectory, const char *from, int toDirectory, const char *to) {
    return renameat2(fromDirectory, from, toDirectory, to, RENAME_NOREPLACE);
}

int smsb_rename_exchange(int fromDirectory, const char *from, int toDirectory, const char *to) {
    return renameat2(fromDirectory, from, toDirectory, to, RENAME_EXCHANGE);
}

int smsb_link_descriptor(int descriptor, int toDirectory, const char *to) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, path, toDirectory, to, AT_SYMLINK_FOLLOW);
}

long smsb_fgetxattr(int descriptor, const char *name, void *value, unsigned long size) {
    return fgetxattr(descriptor, name, value, size);
}

long smsb_flistxattr(int descriptor, char *names, unsigned long size) {
    return flistxattr(descriptor, names, size);
}

int smsb_fsetxattr(int descriptor, const char *name, const void *value, unsigned long size) {
    return fsetxattr(descriptor, name, value, size, 0);
}

int smsb_fremovexattr(int descriptor, const char *name) {
    return fremovexattr(descriptor, name);
}

int smsb_syncfs(int descriptor) {
    return syncfs(descriptor);
}

int smsb_fnmatch_ignoring_case(const char *pattern, const char *text, int path) {
    return fnmatch(pattern, text, FNM_CASEFOLD | (path ? FNM_PATHNAME : 0));
}

int64_t smsb_file_system_type(int descriptor) {
    struct statfs status;
    return fstatfs(descriptor, &status) == -1 ? -1 : (int64_t)(uint32_t)status.f_type;
}

int smsb_pipe(int *ends) {
    return pipe2(ends, O_CLOEXEC);
}

static void fill(char **list, const char *strings, int count) {
    for (int index = 0; index < count; index++) {
        list[index] = (char *)strings;
        strings += strlen(strings) + 1;
    }
}

/* Whether the variable is among those that are added. */
static int is_replaced(const char *variable, char *const *added, int count) {
    size_t name = strcspn(variable, "=") + 1;
    for (int index = 0; index < count; index++)
        if (strncmp(variable, added[index], name) == 0) return 1;
    return 0;
}

static int prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions, const char *directory, int output) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int error;
    if ((error = posix_spawnattr_setflags(
             attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)) ||
        (error = posix_spawnattr_setpgroup(attributes, 0)) || (error = posix_spawnattr_setsigdefault(attributes, &all)) ||
        (error = posix_spawnattr_setsigmask(attributes, &none)) ||
        (error = posix_spawn_file_actions_adddup2(actions, output, 1)) ||
        (error = posix_spawn_file_actions_adddup2(actions, output, 2)) ||
        (error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)) ||
        (error = posix_spawn_file_actions_addclosefrom_np(actions, 3)))
        return error;
    return posix_spawn_file_actions_addchdir_np(actions, directory);
}

int smsb_spawn(int32_t *process, const char *arguments, int argumentCount, const char *variables, int variableCount,
               const char *directory, int output) {
    size_t inherited = 0;
    while (environ[inherited]) inherited++;
    char **argv = calloc((size_t)argumentCount + 1, sizeof *argv);
    char **envp = calloc((size_t)variableCount + inherited + 1, sizeof *envp);
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error = ENOMEM;
    if (!argv || !envp) goto freed;
    if ((error = posix_spawnattr_init(&attributes))) goto freed;
    if ((error = posix_spawn_file_actions_init(&actions))) goto destroyed;
    fill(argv, arguments, argumentCount);
    fill(envp, variables, variableCount);
    int count = variableCount;
    for (size_t index = 0; index < inherited; index++)
        if (!is_replaced(environ[index], envp, variableCount)) envp[count++] = environ[index];
    pid_t number = 0;
    error = prepare(&attributes, &actions, directory, output);
    if (!error) error = posix_spawnp(&number, argv[0], &actions, &attributes, argv, envp);
    *process = number;
    posix_spawn_file_actions_destroy(&actions);
destroyed:
    posix_spawnattr_destroy(&attributes);
freed:
    free(argv);
    free(envp);
    return error;
}

int smsb_has_ended(int32_t process) {
    siginfo_t information = {.si_pid = 0};
    int result;
    do result = waitid(P_PID, (id_t)process, &information, WEXITED | WNOHANG | WNOWAIT);
    while (result == -1 && errno == EINTR);
    return result == -1 ? -1 : information.si_pid != 0;
}

const long smsb_UTIME_OMIT = UTIME_OMIT;

const int32_t smsb_O_TMPFILE = O_TMPFILE;
const int32_t smsb_O_PATH = O_PATH;
const int32_t smsb_O_NOATIME = O_NOATIME;

const uint64_t smsb_RESOLVE_BENEATH = RESOLVE_BENEATH;
const uint64_t smsb_RESOLVE_NO_SYMLINKS = RESOLVE_NO_SYMLINKS;
const uint64_t smsb_RESOLVE_NO_MAGICLINKS = RESOLVE_NO_MAGICLINKS;
const uint64_t smsb_RESOLVE_NO_XDEV = RESOLVE_NO_XDEV;

const int32_t smsb_SEEK_DATA = SEEK_DATA;
const int32_t smsb_SEEK_HOLE = SEEK_HOLE;

void *smsb_memmem(const void *haystack, unsigned long size, const void *needle, unsigned long needleSize) {
    return memmem(haystack, size, needle, needleSize);
}

int smsb_set_heap_thresholds(int ownPages, int freeAtEnd) {
    return mallopt(M_MMAP_THRESHOLD, ownPages) && mallopt(M_TRIM_THRESHOLD, freeAtEnd);
}
