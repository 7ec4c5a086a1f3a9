// SPDX-License-Identifier: Apache-2.0
//
// launch FILE COMMAND [ARGUMENT...]: runs the command, and writes the largest resident size in KiB of
// it and of the processes that it waited for to FILE. Ends as the command ended.
//
// Linux counts the memory of whoever called exec as the new program's (getrusage(2), ru_maxrss): below
// a script of 50 MB nothing would ever seem smaller. This program has less than 1 MB.

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count < 3) {
        fputs("usage: launch FILE COMMAND [ARGUMENT...]\n", stderr);
        return 64;
    }
    pid_t child = fork();
    if (child < 0) {
        perror("launch: fork");
        return 126;
    }
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        perror(arguments[2]);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) {
        perror("launch: wait4");
        return 126;
    }
    FILE *file = fopen(arguments[1], "w");
    if (!file || fprintf(file, "%ld\n", usage.ru_maxrss) < 0 || fclose(file) != 0) {
        perror(arguments[1]);
        return 126;
    }
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        kill(getpid(), WTERMSIG(status));
    }
    return WEXITSTATUS(status);
}
