package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The targets of one name in one region while it is planned: what is believed of each, what it has, and where it stands.
 * They are few, and asked for often: a walk along them finds one sooner than a map does.
 */
final class Roster {
    private final RegionId region;
    private final Places before;
    private final CdnId[] cdns;
    private final Verdict[] verdicts;
    private final int[] heldBp;
    private final Place[] places;

    /** @param before where they stand at first */
    Roster(Planner.Input input, Places before, RegionId region, Optional<Shares> current) {
        this.region = region;
        this.before = before;
        this.cdns = new CdnId[input.name().targets().size()];
        this.verdicts = new Verdict[cdns.length];
        this.heldBp = new int[cdns.length];
        this.places = new Place[cdns.length];
        for (int i = 0; i < cdns.length; i++) {
            cdns[i] = input.name().targets().get(i).cdn();
            verdicts[i] = input.verdict(region, cdns[i]);
            heldBp[i] = current.isPresent() ? current.get().of(cdns[i]) : 0;
            places[i] = before.of(region, cdns[i]);
        }
    }

    Verdict verdict(CdnId cdn) {
        return verdicts[number(cdn)];
    }

    /** What it has now, in basis points. */
    int held(CdnId cdn) {
        return heldBp[number(cdn)];
    }

    Place place(CdnId cdn) {
        return places[number(cdn)];
    }

    void put(CdnId cdn, Place place) {
        places[number(cdn)] = place;
    }

    boolean anyStands(Class<? extends Standing> standing) {
        for (Place place : places) {
            if (standing.isInstance(place.standing())) {
                return true;
            }
        }
        return false;
    }

    boolean anyUsable() {
        for (Verdict verdict : verdicts) {
            if (verdict.state().usable()) {
                return true;
            }
        }
        return false;
    }

    /** Those that stand elsewhere than at first. */
    SortedMap<CdnId, Place> moved() {
        TreeMap<CdnId, Place> moved = new TreeMap<>();
        for (int i = 0; i < cdns.length; i++) {
            if (!places[i].equals(before.of(region, cdns[i]))) {
                moved.put(cdns[i], places[i]);
            }
        }
        return moved;
    }

    private int number(CdnId cdn) {
        int number = 0;
        while (!cdns[number].equals(cdn)) {
            number++;
        }
        return number;
    }
}
