package dev.trimtab.seeds;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Runs a law for many seeds and names the one that broke it. */
public final class Seeds {
    private Seeds() {}

    public static void forAll(int count, Consumer<SplittableRandom> law) {
        for (long seed = 1; seed <= count; seed++) {
            try {
                law.accept(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("the law breaks with seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }
}
