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
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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

    /** Another kind of look at the same place. */
    public static Check as(ProbeKind kind, Check check) {
        return new Check(
                check.id(), kind, check.answer(), check.probeAt(), check.request(), check.assertions(), check.detect());
    }

    /** The same over the other family. */
    public static Check over(Family family, Check check) {
        CheckId id = check.id();
        return new Check(
                new CheckId(id.target(), id.host(), id.probe(), family),
                check.kind(),
                check.answer(),
                check.probeAt(),
                check.request(),
                check.assertions(),
                check.detect());
    }

    /** The same with another request. */
    public static Check asking(RequestSpec request, Check check) {
        return new Check(
                check.id(), check.kind(), check.answer(), check.probeAt(), request, check.assertions(), check.detect());
    }

    /** A request to build others from. */
    public static Request request(Check check) {
        return new Request(check.request());
    }

    /** Changes one thing of a request at a time. */
    public static final class Request {
        private RequestSpec spec;

        private Request(RequestSpec spec) {
            this.spec = spec;
        }

        public RequestSpec done() {
            return spec;
        }

        public Request path(String path) {
            return with(path, spec.host(), spec.protocols(), spec.trust(), spec.secretHeaders(), spec.servers());
        }

        public Request host(String host) {
            return with(spec.path(), host, spec.protocols(), spec.trust(), spec.secretHeaders(), spec.servers());
        }

        public Request protocols(RequestSpec.Protocol... protocols) {
            return with(
                    spec.path(), spec.host(), List.of(protocols), spec.trust(), spec.secretHeaders(), spec.servers());
        }

        public Request trust(String... trust) {
            return with(
                    spec.path(), spec.host(), spec.protocols(), List.of(trust), spec.secretHeaders(), spec.servers());
        }

        public Request secret(String header, String file) {
            return with(
                    spec.path(),
                    spec.host(),
                    spec.protocols(),
                    spec.trust(),
                    new TreeMap<>(Map.of(header, file)),
                    spec.servers());
        }

        public Request servers(String... servers) {
            return with(
                    spec.path(), spec.host(), spec.protocols(), spec.trust(), spec.secretHeaders(), List.of(servers));
        }

        public Request port(int port) {
            spec = new RequestSpec(
                    spec.method(),
                    spec.scheme(),
                    spec.path(),
                    spec.host(),
                    spec.protocols(),
                    spec.headers(),
                    spec.redirectsMax(),
                    spec.bodyBytesMax(),
                    spec.trust(),
                    spec.secretHeaders(),
                    port,
                    spec.servers());
            return this;
        }

        private Request with(
                String path,
                String host,
                List<RequestSpec.Protocol> protocols,
                List<String> trust,
                SortedMap<String, String> secrets,
                List<String> servers) {
            spec = new RequestSpec(
                    spec.method(),
                    spec.scheme(),
                    path,
                    host,
                    protocols,
                    spec.headers(),
                    spec.redirectsMax(),
                    spec.bodyBytesMax(),
                    trust,
                    secrets,
                    spec.port(),
                    servers);
            return this;
        }
    }
}
