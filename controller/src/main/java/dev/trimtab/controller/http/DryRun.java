package dev.trimtab.controller.http;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.safety.Decision;
import java.util.List;
import java.util.SortedMap;

/** What the next round would decide if these were the interventions. Writes nothing. */
public interface DryRun {
    /** A decision for each configured name, from the newest verdicts and the given interventions alone. */
    SortedMap<SteeredName, Decision> decide(List<Intervention> interventions);
}
