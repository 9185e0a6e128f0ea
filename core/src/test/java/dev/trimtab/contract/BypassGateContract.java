package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the loop may expect of any gate. */
public abstract class BypassGateContract {
    protected static final CdnId ORIGIN = new CdnId("origin");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** How the other side behaves. */
    public enum Manner {
        WELL,
        REFUSES,
        BREAKS,
        HANGS
    }

    protected abstract BypassGate gate();

    protected abstract CdnSpec.Bypass bypass();

    protected abstract void behaves(Manner manner);

    /** Whether it is open, as its own side sees it. */
    protected abstract boolean isOpen();

    /** How often it was really opened, asked twice under one token or not. */
    protected abstract int openings();

    @Test
    void it_opens_and_closes() {
        assertThat(ask(Gate.Ask.OPEN, "t-1", TIMEOUT)).isEqualTo(new Gate.Answer.Accepted());
        assertThat(isOpen()).isTrue();
        assertThat(ask(Gate.Ask.CLOSE, "t-2", TIMEOUT)).isEqualTo(new Gate.Answer.Accepted());
        assertThat(isOpen()).isFalse();
    }

    @Test
    void asking_again_under_one_token_is_asking_once() {
        ask(Gate.Ask.OPEN, "t-1", TIMEOUT);
        assertThat(ask(Gate.Ask.OPEN, "t-1", TIMEOUT)).isEqualTo(new Gate.Answer.Accepted());
        assertThat(openings()).isEqualTo(1);
    }

    @Test
    void a_refusal_is_an_answer_and_opens_nothing() {
        behaves(Manner.REFUSES);
        assertThat(ask(Gate.Ask.OPEN, "t-1", TIMEOUT)).isInstanceOf(Gate.Answer.Rejected.class);
        assertThat(isOpen()).isFalse();
    }

    @Test
    void what_breaks_or_hangs_is_in_doubt_and_may_be_asked_again() {
        behaves(Manner.BREAKS);
        assertThat(ask(Gate.Ask.OPEN, "t-1", TIMEOUT)).isInstanceOf(Gate.Answer.InDoubt.class);
        behaves(Manner.HANGS);
        assertThat(ask(Gate.Ask.OPEN, "t-1", Duration.ofMillis(300))).isInstanceOf(Gate.Answer.InDoubt.class);
        behaves(Manner.WELL);
        assertThat(ask(Gate.Ask.OPEN, "t-1", TIMEOUT)).isEqualTo(new Gate.Answer.Accepted());
        assertThat(isOpen()).isTrue();
    }

    protected final Gate.Answer ask(Gate.Ask ask, String token, Duration timeout) {
        return gate().ask(ORIGIN, bypass(), ask, token, timeout);
    }
}
