/* SPDX-License-Identifier: Apache-2.0 */
/* System calls and constants of Linux that Swift's Glibc module does not show: variadic functions, functions behind
   _GNU_SOURCE, and openat2, which has no wrapper in glibc 2.36. Nothing of ours is decided here. */
#ifndef SMSBACKUP_CLINUX_H
#define SMSBACKUP_CLINUX_H

#include <stdint.h>

/* openat2(2). Returns the descriptor, or -1 with errno. */
int smsb_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);

/* renameat2(2) with RENAME_NOREPLACE. */
int smsb_rename_no_replace(int fromDirectory, const char *from, int toDirectory, const char *to);

/* renameat2(2) with RENAME_EXCHANGE. */
int smsb_rename_exchange(int fromDirectory, const char *from, int toDirectory, const char *to);

/* Gives the file behind an O_TMPFILE descriptor a name: linkat(2) on its link in /proc/self/fd, which needs no privilege. */
int smsb_link_descriptor(int descriptor, int toDirectory, const char *to);

/* fgetxattr(2), flistxattr(2), fsetxattr(2), fremovexattr(2): Glibc's module leaves <sys/xattr.h> out. Including it here would make this
   module the owner of types that Glibc's module owns. */
long smsb_fgetxattr(int descriptor, const char *name, void *value, unsigned long size);
long smsb_flistxattr(int descriptor, char *names, unsigned long size);
int smsb_fsetxattr(int descriptor, const char *name, const void *value, unsigned long size);
int smsb_fremovexattr(int descriptor, const char *name);

/* syncfs(2): writes the whole file system of a descriptor to its disk. */
int smsb_syncfs(int descriptor);

/* fnmatch(3) with FNM_CASEFOLD, which is GNU's; `path` is whether "*" stops at "/". 0 is a match. */
int smsb_fnmatch_ignoring_case(const char *pattern, const char *text, int path);

/* memmem(3), which is GNU's: where the needle begins in the haystack, or NULL. */
void *smsb_memmem(const void *haystack, unsigned long size, const void *needle, unsigned long needleSize);

/* The f_type of fstatfs(2): which kind of file system a descriptor lies on. Returns -1 with errno. */
int64_t smsb_file_system_type(int descriptor);

/* mallopt(3), M_MMAP_THRESHOLD and M_TRIM_THRESHOLD: from which size on a block has pages of its own, which are given back with it, and
   from how many free bytes at its end on the heap gives them back. Returns 0 when one is refused. */
int smsb_set_heap_thresholds(int ownPages, int freeAtEnd);

/* pipe2(2) with O_CLOEXEC: the reading end, then the writing end. */
int smsb_pipe(int *ends);

/* posix_spawnp(3) of a program in a process group of its own, with every signal at its default and none blocked. Its standard input is
   /dev/null, its standard output and error are `output`, its directory is `directory`; it inherits no other descriptor.
   `arguments` and `variables` are strings that each end with a NUL, one behind the other. A variable is NAME=VALUE; it is added to this
   process's environment, or replaces what is there. Returns 0, or the error number. */
int smsb_spawn(int32_t *process, const char *arguments, int argumentCount, const char *variables, int variableCount,
               const char *directory, int output);

/* waitid(2) without waiting and without collecting: 1 when the process has ended, 0 when it runs, -1 with errno. */
int smsb_has_ended(int32_t process);

/* tv_nsec for "leave this time alone" (utimensat(2)). */
extern const long smsb_UTIME_OMIT;

/* open(2) flags whose macros Swift cannot import. */
extern const int32_t smsb_O_TMPFILE;
extern const int32_t smsb_O_PATH;
extern const int32_t smsb_O_NOATIME;

extern const uint64_t smsb_RESOLVE_BENEATH;
extern const uint64_t smsb_RESOLVE_NO_SYMLINKS;
extern const uint64_t smsb_RESOLVE_NO_MAGICLINKS;
extern const uint64_t smsb_RESOLVE_NO_XDEV;

extern const int32_t smsb_SEEK_DATA;
extern const int32_t smsb_SEEK_HOLE;

#endif
