package dev.trimtab.agent.probe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.CheckId.Family;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.RequestSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Checks for tests: the host is {@code www.example.test}. */
public final class Checks {
    public static final String HOST = "www.example.test";

    private Checks() {}

    public static CheckId id(String cdn) {
        return new CheckId(
                new TargetId(SteeredName.of("www.steer.example.test"), new CdnId(cdn)),
                new HostName(HOST),
                new ProbeId("page"),
                Family.V4);
    }

    public static DetectSpec detect(Duration interval, Duration timeout) {
        return new DetectSpec(interval, timeout, 2, 6, Duration.ofMinutes(5));
    }

    public static Check http(int port, Assertion... assertions) {
        return check(RequestSpec.Scheme.HTTP, port, HOST, "", Duration.ofSeconds(20), assertions);
    }

    public static Check check(
            RequestSpec.Scheme scheme,
            int port,
            String host,
            String trustFile,
            Duration timeout,
            Assertion... assertions) {
        RequestSpec request = new RequestSpec(
                "GET",
                scheme,
                "/?n={nonce}",
                host,
                List.of(RequestSpec.Protocol.HTTP1),
                new TreeMap<>(),
                0,
                64 * 1024,
                trustFile);
        return new Check(
                id("a"),
                new Answer.Cname(new HostName("edge.example.test")),
                "127.0.0.1:" + port,
                request,
                List.of(assertions),
                detect(Duration.ofSeconds(1), timeout));
    }

    /** A look that has nothing more to show than itself. */
    public static Sight sight(Look look) {
        return new Sight(
                look,
                () -> new LookEvidence(
                        look, Instant.EPOCH, "", "", new TreeMap<>(), List.of(), List.of(), "", Optional.empty()));
    }
}
