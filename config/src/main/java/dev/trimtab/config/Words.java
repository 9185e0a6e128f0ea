package dev.trimtab.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How a problem shows a value, and which known word was probably meant. */
public final class Words {
    /** A sentence stays readable on one line of a terminal. */
    private static final int SHOWN_CHARACTERS_MAX = 60;

    /** Longer words are no slip of the finger, and the comparison is quadratic. */
    private static final int COMPARED_CHARACTERS_MAX = 64;

    private Words() {}

    public static String quoted(String text) {
        String shown = text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "…";
        StringBuilder safe = new StringBuilder("'");
        shown.codePoints().forEach(point -> safe.appendCodePoint(Character.isISOControl(point) ? '?' : point));
        return safe.append('\'').toString();
    }

    /** " (did you mean 'x'?)" or nothing. */
    public static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("");
    }

    /** "1 problem", "2 problems". */
    public static String counted(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The known word within a third of its length, at least one edit; the first of equals. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > COMPARED_CHARACTERS_MAX) {
            return Optional.empty();
        }
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            if (candidate.length() > COMPARED_CHARACTERS_MAX) {
                continue;
            }
            int distance = candidate.equalsIgnoreCase(word) ? 0 : distance(word, candidate);
            if (distance < bestDistance && distance <= Math.max(1, Math.max(word.length(), candidate.length()) / 3)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    public static String oneOf(Collection<String> known) {
        return known.isEmpty() ? "none is configured" : "expected one of " + String.join(", ", List.copyOf(known));
    }

    /** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            edits[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            edits[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                edits[i][j] =
                        Math.min(Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1), edits[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
