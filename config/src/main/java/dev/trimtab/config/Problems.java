package dev.trimtab.config;

import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects problems; one sentence is kept once for one place. */
public final class Problems {
    /** Enough to mend a file by; a file of nonsense does not fill the log. */
    static final int KEPT_MAX = 500;

    private static final Comparator<Problem> ERRORS_FIRST_BY_LINE =
            Comparator.comparing(Problem::severity).thenComparingInt(Problem::line);

    private final List<Problem> found = new ArrayList<>();
    private int errors;
    private int dropped;

    public void error(String path, int line, String sentence) {
        add(new Problem(Severity.ERROR, path, line, sentence));
    }

    public void warning(String path, int line, String sentence) {
        add(new Problem(Severity.WARNING, path, line, sentence));
    }

    public boolean hasErrors() {
        return errors > 0;
    }

    /** Whether a place, or something inside it, has an error. */
    boolean hasErrorsUnder(String path) {
        return found.stream()
                .anyMatch(problem -> problem.severity() == Severity.ERROR
                        && problem.path().startsWith(path)
                        && (problem.path().length() == path.length()
                                || ".[".indexOf(problem.path().charAt(path.length())) >= 0));
    }

    /** Errors before warnings, each in the order of the file. */
    public List<Problem> sorted() {
        List<Problem> all = new ArrayList<>(found);
        all.sort(ERRORS_FIRST_BY_LINE);
        if (dropped > 0) {
            all.add(new Problem(
                    errors > 0 ? Severity.ERROR : Severity.WARNING, "", 0, "and " + dropped + " more problems"));
        }
        return List.copyOf(all);
    }

    private void add(Problem problem) {
        if (problem.severity() == Severity.ERROR) {
            errors++;
        }
        if (found.contains(problem)) {
            return;
        }
        if (found.size() == KEPT_MAX) {
            dropped++;
            return;
        }
        found.add(problem);
    }
}
