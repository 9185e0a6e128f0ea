package dev.trimtab.demo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Runs another class's {@code main} for as long as somebody holds the other end of standard input. The kernel closes a
 * pipe however its holder dies, so that no child outlives the conductor, not even one that was killed with {@code -9}.
 */
public final class Leash {
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILED = 1;

    /** What a child may take to end in good order before it is cut off. */
    private static final long ENDING_SECONDS_MAX = 5;

    private Leash() {}

    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("usage: MAINCLASS [ARGUMENT …]; ends when standard input does");
            System.exit(EXIT_USAGE);
            return;
        }
        Thread.ofPlatform().daemon().name("leash").start(() -> hold(System.in));
        run(args[0], Arrays.copyOfRange(args, 1, args.length));
    }

    private static void run(String mainClass, String[] args) {
        try {
            Method main = Class.forName(mainClass).getMethod("main", String[].class);
            main.invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            System.err.println(mainClass + " ended by " + thrown.getCause());
            System.exit(EXIT_FAILED);
        } catch (ReflectiveOperationException missing) {
            System.err.println("no main to run: " + missing);
            System.exit(EXIT_USAGE);
        }
    }

    private static void hold(InputStream pipe) {
        try {
            while (pipe.read() >= 0) {
                // What is written does not matter, only that the pipe is open.
            }
        } catch (IOException broken) {
            System.err.println("the leash broke: " + broken.getMessage());
        }
        Thread.ofPlatform().daemon().name("leash-end").start(Leash::cutOff);
        System.exit(0);
    }

    private static void cutOff() {
        try {
            TimeUnit.SECONDS.sleep(ENDING_SECONDS_MAX);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(EXIT_FAILED);
    }
}
