package dev.trimtab.core.records;

import java.util.List;

/**
 * One write to one provider, decided and not yet sent.
 *
 * @param wanted what will be held, as the provider can express it
 * @param from what was read, and what compare-and-set insists on
 * @param requests what would be sent, for dry runs and the audit trail: no secret in it
 */
public record Change(RecordSet wanted, Snapshot from, List<String> requests) {
    public Change {
        requests = List.copyOf(requests);
    }
}
