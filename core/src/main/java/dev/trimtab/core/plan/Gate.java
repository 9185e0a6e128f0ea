package dev.trimtab.core.plan;

import dev.trimtab.core.name.NotBefore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The gate before an origin: what must be opened (a firewall, more servers) before users go straight to it, and closed when
 * they have left. Closed → Opening → Open, proved by looks of strangers → Closing. A pure value: it says what is to be asked
 * of the gate, and learns what it answered; asking twice under one token is asking once.
 */
public sealed interface Gate {
    /** An answer that is in doubt is asked for again after this long, under the same token. */
    Duration AGAIN_AFTER = Duration.ofSeconds(5);

    /** A gate that has not answered by then does not open. */
    Duration ANSWER_MAX = Duration.ofMinutes(2);

    /** An origin that strangers do not reach so long after its gate has opened is no destination. */
    Duration PROOF_MAX = Duration.ofMinutes(5);

    /** After a refusal it is asked again at this pace; so is one that does not close. */
    Duration RETRY_AFTER = Duration.ofMinutes(1);

    /** An origin without share for so long does not need its gate any more. */
    Duration IDLE_MAX = Duration.ofMinutes(10);

    /** What a gate is asked. */
    enum Ask {
        OPEN,
        CLOSE
    }

    /** What came of asking. */
    sealed interface Answer {
        /** Done, or being done. */
        record Accepted() implements Answer {}

        /** It will not. */
        record Rejected(String reason) implements Answer {}

        /** Nobody knows whether it was heard. */
        record InDoubt(String reason) implements Answer {}
    }

    /**
     * What is known of an origin at a moment.
     *
     * @param wanted whether some name's plan needs it
     * @param carries whether some name gives it share
     * @param provenSince whether strangers reach it by looks that were begun after this moment; asked with the answer's time
     * @param answer to what was asked last, once
     */
    record Sight(boolean wanted, boolean carries, Proof provenSince, Optional<Answer> answer) {}

    /** Whether looks begun after a moment prove that strangers reach the origin. */
    interface Proof {
        boolean since(Instant opened);
    }

    /** Where the gate stands next, and what is to be asked of it now. */
    record Step(Gate gate, Optional<Ask> ask) {
        static Step still(Gate gate) {
            return new Step(gate, Optional.empty());
        }
    }

    /** One step; the token of a new asking is {@code token}. */
    Step next(Sight sight, String token, Instant now);

    /** The token under which the gate is asked. */
    String token();

    /** Whether share may go to the origin. */
    default boolean passable() {
        return this instanceof Open;
    }

    /** Where it stands, for people. */
    String sentence();

    /** Nobody is let in. */
    record Closed(Optional<Refusal> refusal) implements Gate {
        public static final Closed NEVER_ASKED = new Closed(Optional.empty());

        @Override
        public Step next(Sight sight, String token, Instant now) {
            if (sight.carries()) {
                // Users are there already: by an operator's pin, or by the plan of an earlier leader.
                return Step.still(new Open(now, token, Optional.empty()));
            }
            boolean may = refusal.map(last -> NotBefore.over(last.at().plus(RETRY_AFTER), RETRY_AFTER, now))
                    .orElse(true);
            return sight.wanted() && may
                    ? new Step(new Opening(now, now, token, Optional.empty()), Optional.of(Ask.OPEN))
                    : Step.still(this);
        }

        @Override
        public String token() {
            return "";
        }

        @Override
        public String sentence() {
            return refusal.map(last -> "its gate did not open: " + last.reason())
                    .orElse("its gate is closed");
        }
    }

    /** Why it did not open. */
    record Refusal(String reason, Instant at) {}

    /**
     * Asked to open.
     *
     * @param since when it was asked first
     * @param askedAt when it was asked last
     * @param opened when it said that it is open; then looks must prove it
     */
    record Opening(Instant since, Instant askedAt, String token, Optional<Instant> opened) implements Gate {
        @Override
        public Step next(Sight sight, String fresh, Instant now) {
            if (sight.answer().orElse(null) instanceof Answer.Rejected no) {
                return Step.still(new Closed(Optional.of(new Refusal(no.reason(), now))));
            }
            if (!sight.wanted() && !sight.carries()) {
                return new Step(new Closing(now, fresh, Optional.empty()), Optional.of(Ask.CLOSE));
            }
            Optional<Instant> answered = opened.or(() ->
                    sight.answer().filter(Answer.Accepted.class::isInstance).map(yes -> now));
            if (answered.isPresent()) {
                return proved(sight, answered.get(), fresh, now);
            }
            if (NotBefore.over(since.plus(ANSWER_MAX), ANSWER_MAX, now)) {
                String reason = "no answer within " + ANSWER_MAX.toSeconds() + " s"
                        + sight.answer().map(doubt -> ", last: " + doubt).orElse("");
                return new Step(new Closing(now, fresh, Optional.of(new Refusal(reason, now))), Optional.of(Ask.CLOSE));
            }
            return NotBefore.over(askedAt.plus(AGAIN_AFTER), AGAIN_AFTER, now)
                    ? new Step(new Opening(since, now, token, Optional.empty()), Optional.of(Ask.OPEN))
                    : Step.still(this);
        }

        private Step proved(Sight sight, Instant answered, String fresh, Instant now) {
            if (sight.provenSince().since(answered)) {
                return Step.still(new Open(now, token, Optional.empty()));
            }
            if (NotBefore.over(answered.plus(PROOF_MAX), PROOF_MAX, now)) {
                String reason = "it answered at " + answered + ", and for " + PROOF_MAX.toMinutes()
                        + " min no quorum of strangers has reached the origin";
                return new Step(new Closing(now, fresh, Optional.of(new Refusal(reason, now))), Optional.of(Ask.CLOSE));
            }
            return Step.still(new Opening(since, askedAt, token, Optional.of(answered)));
        }

        @Override
        public String sentence() {
            return opened.map(at -> "its gate answered at " + at + ", looks of strangers must prove it")
                    .orElse("its gate was asked to open at " + since);
        }
    }

    /**
     * Strangers reach the origin.
     *
     * @param idleSince since when nothing needs it
     */
    record Open(Instant provenAt, String token, Optional<Instant> idleSince) implements Gate {
        @Override
        public Step next(Sight sight, String fresh, Instant now) {
            if (sight.wanted() || sight.carries()) {
                return Step.still(idleSince.isEmpty() ? this : new Open(provenAt, token, Optional.empty()));
            }
            Instant idle = NotBefore.happened(idleSince.orElse(now), now);
            return now.isBefore(idle.plus(IDLE_MAX))
                    ? Step.still(new Open(provenAt, token, Optional.of(idle)))
                    : new Step(new Closing(now, fresh, Optional.empty()), Optional.of(Ask.CLOSE));
        }

        @Override
        public String sentence() {
            return "its gate is open since " + provenAt;
        }
    }

    /**
     * Asked to close.
     *
     * @param refusal why it is closed again, when it never let anybody in
     */
    record Closing(Instant askedAt, String token, Optional<Refusal> refusal) implements Gate {
        @Override
        public Step next(Sight sight, String fresh, Instant now) {
            if (sight.carries()) {
                return new Step(new Opening(now, now, fresh, Optional.empty()), Optional.of(Ask.OPEN));
            }
            if (sight.answer().orElse(null) instanceof Answer.Accepted) {
                return Step.still(new Closed(refusal));
            }
            return NotBefore.over(askedAt.plus(RETRY_AFTER), RETRY_AFTER, now)
                    ? new Step(new Closing(now, token, refusal), Optional.of(Ask.CLOSE))
                    : Step.still(this);
        }

        @Override
        public String sentence() {
            return refusal.map(last -> "its gate did not open: " + last.reason() + "; it was asked to close")
                    .orElse("its gate was asked to close at " + askedAt);
        }
    }
}
