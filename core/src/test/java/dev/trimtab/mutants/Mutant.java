package dev.trimtab.mutants;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One decision of {@code core} switched off.
 *
 * @param id what it is called on the command line
 * @param rule the rule or the section that demands the decision
 * @param what is decided while it is on
 * @param in the class, as {@code package/Class} below {@code dev.trimtab.core}
 * @param cut the source text that decides it, found there exactly once; white space is as wide as it likes
 * @param put what stands there instead
 * @param test {@code package/Class#method}, which must turn red
 */
record Mutant(String id, String rule, String what, String in, String cut, String put, String test) {
    /** The source without the decision. */
    String applied(String source) {
        Matcher found = pattern().matcher(source);
        if (!found.find()) {
            throw new Stale(this, "is not there any more");
        }
        String changed = source.substring(0, found.start()) + put + source.substring(found.end());
        if (found.find()) {
            throw new Stale(this, "is there more than once");
        }
        return changed;
    }

    private Pattern pattern() {
        return Pattern.compile(
                Stream.of(cut.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s*")));
    }

    String testClass() {
        return "dev.trimtab.core." + test.substring(0, test.indexOf('#')).replace('/', '.');
    }

    String testMethod() {
        return test.substring(test.indexOf('#') + 1);
    }

    /** A row that the source has moved away from. */
    static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stale(Mutant mutant, String why) {
            super(mutant.id + ": in " + mutant.in + " this " + why + ": " + mutant.cut);
        }
    }
}
