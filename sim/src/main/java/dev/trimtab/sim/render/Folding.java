package dev.trimtab.sim.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says once what is so in several regions. */
final class Folding {
    private static final Pattern OF_REGION = Pattern.compile("(\\S+ in |Plan for )(\\S+): (.*)", Pattern.DOTALL);
    private static final Pattern PART = Pattern.compile("()([a-z0-9-]+): (.*)", Pattern.DOTALL);

    private Folding() {}

    /** Sentences such as {@code a in eu: …} and {@code Plan for eu: …}; others stay as they are. */
    static List<String> sentences(List<String> sentences) {
        return folded(sentences, OF_REGION, "every region");
    }

    /** A decision's sentence, which tells each region's reason behind a bar. */
    static String decision(String because) {
        return String.join(" | ", folded(List.of(because.split(" \\| ", -1)), PART, "everywhere"));
    }

    private record Saying(String of, String what) {}

    private static List<String> folded(List<String> sentences, Pattern form, String all) {
        Map<Saying, List<String>> alike = new LinkedHashMap<>();
        List<String> regions = new ArrayList<>();
        for (String sentence : sentences) {
            Matcher parts = form.matcher(sentence);
            boolean regional = parts.matches();
            Saying saying = regional ? new Saying(parts.group(1), parts.group(3)) : new Saying("", sentence);
            List<String> where = alike.computeIfAbsent(saying, added -> new ArrayList<>());
            if (regional) {
                where.add(parts.group(2));
                if (!regions.contains(parts.group(2))) {
                    regions.add(parts.group(2));
                }
            }
        }
        List<String> told = new ArrayList<>();
        alike.forEach((saying, where) -> {
            boolean everywhere = where.size() > 1 && where.size() == regions.size();
            String place = where.isEmpty() ? "" : (everywhere ? all : String.join(", ", where)) + ": ";
            told.add(saying.of() + place + saying.what());
        });
        return told;
    }
}
