package dev.trimtab.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Why the command ended, as scripts see it. */
enum Exit {
    OK(0, "done"),
    ERROR(1, "an error that is none of the others"),
    USAGE(2, "wrong options or arguments, or a request that the server calls invalid"),
    NOT_FOUND(3, "no such name, CDN or intervention"),
    NOT_ALLOWED(4, "no token, or not the right one"),
    CONFLICT(5, "ended already, or the plan has changed since it was reviewed"),
    SAFETY_RULE(6, "a safety rule stands against it"),
    UNREACHABLE(7, "no server answered; all were tried"),
    FAILED_RUN(8, "a drill run failed or was stopped"),
    UNKNOWN_HEALTH(9, "the health is not known: no quorum"),
    TIMEOUT(10, "waited as long as was asked"),
    DIFFERENCES(20, "differences were found"),
    INTERRUPTED(130, "interrupted by Ctrl-C");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    static String table() {
        return Arrays.stream(values())
                .map(exit -> String.format(java.util.Locale.ROOT, "%3d  %s", exit.code, exit.meaning))
                .collect(Collectors.joining("\n"));
    }
}
