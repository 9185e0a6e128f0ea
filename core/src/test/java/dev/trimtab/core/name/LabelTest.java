package dev.trimtab.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The loops that read names accept what these expressions say, letter for letter. */
class LabelTest {
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?");
    private static final Pattern DOTTED =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+", Pattern.CASE_INSENSITIVE);
    private static final String LETTERS = "aZ09zA.-_. /é\n\u212a";

    @Test
    void a_label_is_what_the_expression_says() {
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            boolean named = named(text);
            accepted += named ? 1 : 0;
            assertThat(named).as(text).isEqualTo(LABEL.matcher(text).matches());
        }
        assertThat(accepted).isBetween(1_000, 19_000);
    }

    @Test
    void a_domain_name_is_what_the_expression_says() {
        Random random = new Random(8);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = text(random) + (random.nextInt(4) > 0 ? "." : "");
            boolean dotted = Label.dotted(text);
            accepted += dotted ? 1 : 0;
            assertThat(dotted).as(text).isEqualTo(DOTTED.matcher(text).matches());
        }
        assertThat(accepted).isBetween(1_000, 19_000);
    }

    @Test
    void two_of_one_text_are_one() {
        CdnId one = new CdnId("edge-a");
        assertThat(one).isEqualTo(new CdnId("edge-a")).hasSameHashCodeAs(new CdnId("edge-a"));
        assertThat(one).isNotEqualTo(new CdnId("edge-b")).isNotEqualTo(new VantageId("edge-a"));
    }

    private static boolean named(String text) {
        try {
            Label.require("thing", text);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /** Short ones of any letters, and ones about as long as a label may be. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) == 0) {
            text.append("a".repeat(60 + random.nextInt(6)));
        }
        int letters = random.nextInt(5);
        int among = random.nextBoolean() ? 6 : LETTERS.length();
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS.charAt(random.nextInt(among)));
        }
        return text.toString();
    }
}
