/*
 * Runs a command and tells, in a last line on standard error, what it used: "used <seconds of CPU, user and
 * system> <most bytes of memory at once>". Its exit status is the command's.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return time.tv_sec + time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    pid_t child = argc > 1 ? fork() : -1;
    if (child == 0) {
        execv(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        return 126;
    }
    fprintf(stderr, "used %f %ld\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
            usage.ru_maxrss * 1024);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
