package dev.trimtab.core.plan;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A name's shares per region.
 *
 * @param reasons why, region by region, with numbers and rules
 */
public record Plan(SteeredName name, SortedMap<RegionId, Shares> shares, SortedMap<RegionId, List<String>> reasons) {
    public Plan {
        shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
        reasons = Collections.unmodifiableSortedMap(new TreeMap<>(reasons));
        if (!shares.containsKey(RegionId.DEFAULT)) {
            throw new IllegalArgumentException("a plan of " + name + " without region default");
        }
    }

    /** The split of a region; regions that are not planned apart follow {@code default}. */
    public Shares in(RegionId region) {
        Shares own = shares.getOrDefault(region, shares.get(RegionId.DEFAULT));
        return Objects.requireNonNull(own, "the constructor has seen to region default");
    }

    /** What an operator approves: the name and the shares, and nothing that changes by itself. */
    public String digest() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((name + " " + shares).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    public boolean sameSharesAs(Plan other) {
        return name.equals(other.name) && shares.equals(other.shares);
    }
}
