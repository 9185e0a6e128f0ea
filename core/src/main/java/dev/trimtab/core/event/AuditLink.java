package dev.trimtab.core.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An entry in the chain of one controller. Each carries the hash of the one before; at a change of leader the entry also
 * carries the heads of all other chains, so that none of them can be cut short or written anew unseen.
 *
 * @param sequence from 1, without gaps
 * @param previous hash of the entry before, {@link #START} for the first
 * @param heads of other chains: controller to {@code sequence:hash}; empty but at changes of leader
 */
public record AuditLink(
        String controller,
        long sequence,
        String previous,
        AuditEntry entry,
        SortedMap<String, String> heads,
        String hash) {
    /** What the first entry of a chain follows. */
    public static final String START = "0".repeat(64);

    public AuditLink {
        heads = Collections.unmodifiableSortedMap(new TreeMap<>(heads));
    }

    /** The entry that follows {@code last} in the chain of a controller. */
    public static AuditLink after(
            Optional<AuditLink> last, String controller, AuditEntry entry, SortedMap<String, String> heads) {
        long sequence = last.map(link -> link.sequence + 1).orElse(1L);
        String previous = last.map(link -> link.hash).orElse(START);
        return new AuditLink(
                controller, sequence, previous, entry, heads, hash(controller, sequence, previous, entry, heads));
    }

    /** How other chains name this entry. */
    public String head() {
        return sequence + ":" + hash;
    }

    /**
     * What is wrong with these chains, in one sentence each: an entry that was changed, one that is missing, one that a
     * head names and that is not there.
     *
     * @param chains whole, by controller
     */
    public static List<String> flaws(SortedMap<String, List<AuditLink>> chains) {
        List<String> flaws = new java.util.ArrayList<>();
        chains.forEach((controller, chain) -> {
            String previous = START;
            long sequence = 0;
            for (AuditLink link : chain) {
                sequence++;
                if (link.sequence != sequence) {
                    flaws.add("audit of " + controller + ": entry " + sequence + " is missing, " + link.sequence
                            + " stands in its place");
                    return;
                }
                if (!link.previous.equals(previous)) {
                    flaws.add("audit of " + controller + ": entry " + sequence + " does not follow the one before it");
                    return;
                }
                if (!link.hash.equals(hash(controller, sequence, previous, link.entry, link.heads))) {
                    flaws.add("audit of " + controller + ": entry " + sequence + " was changed");
                    return;
                }
                previous = link.hash;
            }
        });
        chains.values()
                .forEach(chain -> chain.forEach(link -> link.heads.forEach((other, head) -> {
                    boolean there = chains.getOrDefault(other, List.of()).stream()
                            .anyMatch(named -> named.head().equals(head));
                    if (!there) {
                        flaws.add("audit of " + other + ": entry " + head.replaceAll(":.*", "") + ", which "
                                + link.controller + " saw when it took the lead, is not there as it was");
                    }
                })));
        return flaws;
    }

    private static String hash(
            String controller, long sequence, String previous, AuditEntry entry, SortedMap<String, String> heads) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // Each part with its length before it: no two different entries are the same bytes.
            for (String part : List.of(
                    controller,
                    Long.toString(sequence),
                    previous,
                    entry.id(),
                    Long.toString(entry.at().toEpochMilli()),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.sentence(),
                    heads.toString())) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
