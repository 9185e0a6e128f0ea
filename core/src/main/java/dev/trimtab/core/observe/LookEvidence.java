package dev.trimtab.core.observe;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one look can show for itself to a person who asks at night. Travels apart from reports, on a change of class or on
 * request, and is dropped first. A server's own words in it: nothing is decided by it.
 *
 * @param at end of the look, by the vantage's clock
 * @param address that was asked, with its port; empty when none was reached
 * @param protocol as negotiated, such as {@code HTTP/2, TLSv1.3}
 * @param headers those that name a place, a cache or a decision of the network, cut
 * @param chain certificates as sent, the server's own first
 * @param notes further facts, one a line: the chain of DNS names with TTLs, trust profiles that refuse
 * @param body first bytes of a body that failed, redacted; empty for one that passed
 * @param before for a confirmation: what the look said that it confirms or clears
 */
public record LookEvidence(
        Look look,
        Instant at,
        String address,
        String protocol,
        SortedMap<String, String> headers,
        List<ShownCertificate> chain,
        List<String> notes,
        String body,
        Optional<String> before) {
    /** Bytes of a body that are shown at most. */
    public static final int BODY_BYTES_MAX = 2048;

    public static final int HEADERS_MAX = 40;
    public static final int CHAIN_MAX = 6;
    public static final int NAMES_MAX = 20;
    public static final int NOTES_MAX = 24;

    /** Characters of a header's value, a name, a note. */
    public static final int LINE_CHARACTERS_MAX = 300;

    /**
     * A certificate in words.
     *
     * @param names the first of those that it is for
     * @param nameCount how many there are
     * @param sha256 fingerprint in hex
     */
    public record ShownCertificate(
            String subject,
            String issuer,
            Instant notBefore,
            Instant notAfter,
            List<String> names,
            int nameCount,
            String sha256) {
        public ShownCertificate {
            subject = cut(subject);
            issuer = cut(issuer);
            names = names.stream().limit(NAMES_MAX).map(LookEvidence::cut).toList();
        }
    }

    public LookEvidence {
        address = cut(address);
        protocol = cut(protocol);
        TreeMap<String, String> some = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (some.size() < HEADERS_MAX) {
                some.put(cut(name), cut(value));
            }
        });
        headers = Collections.unmodifiableSortedMap(some);
        chain = chain.stream().limit(CHAIN_MAX).toList();
        notes = notes.stream().limit(NOTES_MAX).map(LookEvidence::cut).toList();
        body = body.length() <= BODY_BYTES_MAX ? body : body.substring(0, BODY_BYTES_MAX);
        before = before.map(LookEvidence::cut);
    }

    /** As the confirmation of another look. */
    public LookEvidence after(String words) {
        return new LookEvidence(look, at, address, protocol, headers, chain, notes, body, Optional.of(words));
    }

    private static String cut(String text) {
        return text.length() <= LINE_CHARACTERS_MAX ? text : text.substring(0, LINE_CHARACTERS_MAX);
    }
}
