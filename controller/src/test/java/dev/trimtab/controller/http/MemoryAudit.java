package dev.trimtab.controller.http;

import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.port.AuditTrail;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit that lasts as long as a test. */
public final class MemoryAudit implements AuditTrail {
    private final List<AuditLink> chain = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void append(AuditEntry entry) {
        Optional<AuditLink> last = chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(chain.size() - 1));
        if (chain.stream().noneMatch(link -> link.entry().id().equals(entry.id()))) {
            chain.add(AuditLink.after(last, "test", entry, new TreeMap<>()));
        }
    }

    @Override
    public void anchor(long fence, Instant now) {
        append(new AuditEntry("leadership-" + fence, now, "trimtab", "leadership.gained", "", ""));
    }

    @Override
    public SortedMap<String, List<AuditLink>> chains() {
        return new TreeMap<>(Map.of("test", List.copyOf(chain)));
    }
}
