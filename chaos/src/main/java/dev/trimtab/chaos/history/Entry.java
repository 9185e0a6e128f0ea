package dev.trimtab.chaos.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.trimtab.core.records.Generation;
import java.util.List;
import java.util.Optional;

/**
 * One thing that happened, at milliseconds of the conductor's monotonic clock since the run began. No other clock is
 * believed: some of them are set on purpose.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Entry.RoundBegan.class, name = "round"),
    @JsonSubTypes.Type(value = Entry.FaultBegan.class, name = "fault"),
    @JsonSubTypes.Type(value = Entry.FaultEnded.class, name = "fault-ended"),
    @JsonSubTypes.Type(value = Entry.EdgeChanged.class, name = "edge"),
    @JsonSubTypes.Type(value = Entry.Quiet.class, name = "quiet"),
    @JsonSubTypes.Type(value = Entry.Answered.class, name = "answer"),
    @JsonSubTypes.Type(value = Entry.Unanswered.class, name = "no-answer"),
    @JsonSubTypes.Type(value = Entry.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Entry.Led.class, name = "led"),
    @JsonSubTypes.Type(value = Entry.Acknowledged.class, name = "acknowledged"),
    @JsonSubTypes.Type(value = Entry.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = Entry.Listed.class, name = "listed")
})
public sealed interface Entry {
    long at();

    /** A round of faults begins. */
    record RoundBegan(long at, int round, long seed) implements Entry {}

    /**
     * A fault begins.
     *
     * @param id tells it from others of its kind
     * @param target what is broken, such as {@code c1}
     */
    record FaultBegan(long at, String id, String kind, String target) implements Entry {}

    /** A fault was undone. */
    record FaultEnded(long at, String id) implements Entry {}

    /** A delivery network fails or is mended. */
    record EdgeChanged(long at, String cdn, boolean up) implements Entry {}

    /**
     * No fault is left, one delivery network has just changed, and until {@code until} nothing else will: whatever the round
     * did, every server now has to follow.
     *
     * @param cdn the one that changed
     * @param up whether it is to be answered again, or no longer
     */
    record Quiet(long at, long until, String cdn, boolean up) implements Entry {}

    /**
     * A server's answer, with the marks that it showed before and after.
     *
     * @param at when the first question was sent
     * @param until when the last answer had come
     * @param server such as {@code bind} or {@code c2}
     * @param before generation of the mark, empty when there is none
     * @param cdns what the answer leads to
     */
    record Answered(long at, long until, String server, String name, String before, List<String> cdns, String after)
            implements Entry {
        public Answered {
            cdns = List.copyOf(cdns);
        }

        @JsonIgnore
        public Optional<Generation> markBefore() {
            return generation(before);
        }

        @JsonIgnore
        public Optional<Generation> markAfter() {
            return generation(after);
        }

        private static Optional<Generation> generation(String text) {
            return text.isEmpty() ? Optional.empty() : Optional.of(Generation.of(text));
        }
    }

    /** A server did not answer in time. */
    record Unanswered(long at, String server, String name) implements Entry {}

    /**
     * A controller says that a provider holds its plan.
     *
     * @param run counts the starts of that controller
     * @param cdns the plan's support at this provider: what may be answered
     */
    record Accepted(
            long at, String controller, int run, String provider, String name, String generation, List<String> cdns)
            implements Entry {
        public Accepted {
            cdns = List.copyOf(cdns);
        }

        @JsonIgnore
        public Generation plan() {
            return Generation.of(generation);
        }
    }

    /** A controller says that it leads by this fence from now on. */
    record Led(long at, String controller, int run, long fence) implements Entry {}

    /**
     * A controller acknowledged an operator's command.
     *
     * @param at when the command was sent
     * @param until when the acknowledgement had come
     * @param verb {@code start} or {@code end}
     * @param durable what the controller said of it: {@code store} or {@code local}
     */
    record Acknowledged(long at, long until, String controller, String verb, String kind, String id, String durable)
            implements Entry {}

    /** A controller refused a command, or gave no answer: it may have happened or not. */
    record Refused(long at, long until, String controller, String verb, String kind, String why) implements Entry {}

    /** The interventions that a controller lists as in force, asked when the faults were over. */
    record Listed(long at, String controller, List<String> active) implements Entry {
        public Listed {
            active = List.copyOf(active);
        }
    }
}
