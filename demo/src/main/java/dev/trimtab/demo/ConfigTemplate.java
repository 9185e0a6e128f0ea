package dev.trimtab.demo;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration with {@code @WORDS@} in place of what is only known at run time. */
record ConfigTemplate(String text) {
    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z][A-Z0-9_]*)@");

    SortedSet<String> placeholders() {
        SortedSet<String> found = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** The text with every placeholder replaced; a value too many or too few is a mistake in the demo. */
    String fill(SortedMap<String, String> values) {
        if (!placeholders().equals(new TreeSet<>(values.keySet()))) {
            throw new IllegalArgumentException(
                    "the template asks for " + placeholders() + " and is given " + values.keySet());
        }
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
    }
}
