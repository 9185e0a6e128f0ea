package dev.trimtab.sim.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a look or a request fails. The words are those of the files, lower case. */
public enum Symptom {
    HTTP_500,
    HTTP_502,
    HTTP_503,
    HTTP_504,
    HTTP_404,
    HTTP_403,
    HTTP_530,
    CHALLENGE,
    WRONG_BODY,
    TIMEOUT,
    REFUSED,
    RESET,
    TLS_CHAIN,
    NXDOMAIN,
    NODATA,
    SERVFAIL,
    DNS_TIMEOUT,
    /** An answer that came too late to be of use. */
    SLOW;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Symptom> of(String word) {
        return Arrays.stream(values())
                .filter(symptom -> symptom.word().equals(word))
                .findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Symptom::word).toList();
    }
}
