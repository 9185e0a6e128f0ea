package dev.trimtab.core.event;

import java.time.Instant;

/**
 * What somebody is about to do, written down before it is done.
 *
 * @param id of this entry; the same one twice is one
 * @param actor who: an operator's token, or {@code trimtab}
 * @param action such as {@code drain.start}
 * @param subject what it is done to: an intervention's id, a name
 * @param sentence for people; no secret
 */
public record AuditEntry(String id, Instant at, String actor, String action, String subject, String sentence) {
    public AuditEntry {
        if (id.isBlank() || actor.isBlank() || action.isBlank()) {
            throw new IllegalArgumentException("an audit entry needs an id, an actor and an action");
        }
    }
}
