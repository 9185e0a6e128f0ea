package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** What is asked and answered on one connection, whatever the version of HTTP. Lives on its connection's event loop. */
final class Receiving {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final LookInProgress look;
    private final Hop hop;
    private final Consumer<Response> judged;
    private final Consumer<Hop> followed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final SortedMap<String, List<String>> headers = new TreeMap<>();
    private int status;
    private boolean over;

    Receiving(LookInProgress look, Hop hop, Consumer<Response> judged, Consumer<Hop> followed) {
        this.look = look;
        this.hop = hop;
        this.judged = judged;
        this.followed = followed;
    }

    LookInProgress look() {
        return look;
    }

    boolean over() {
        return over;
    }

    /** The path with a fresh value in it. */
    String freshPath() {
        return hop.path()
                .replace(
                        "{nonce}",
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** Headers of the request beside host and framing; a configured one replaces ours. */
    SortedMap<String, String> asked() {
        SortedMap<String, String> asked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        asked.put("user-agent", "trimtab-probe/1");
        asked.put("accept", "*/*");
        asked.putAll(look.check().request().headers());
        asked.putAll(look.secrets());
        return asked;
    }

    /** The head has come. */
    void head(int code, Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
        look.firstByte();
        status = code;
        fields.forEach(field -> headers.computeIfAbsent(
                        field.getKey().toString().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                .add(field.getValue().toString()));
    }

    boolean hasHead() {
        return status > 0;
    }

    /** More of the body has come; when it is as much as is wanted, it is over. */
    void data(ByteBuf bytes) {
        int room = look.check().request().bodyBytesMax() - body.size();
        byte[] copy = new byte[Math.max(0, Math.min(room, bytes.readableBytes()))];
        bytes.readBytes(copy);
        body.writeBytes(copy);
        if (hasHead() && body.size() >= look.check().request().bodyBytesMax()) {
            whole();
        }
    }

    /** All of it has come, or as much as is wanted. */
    void whole() {
        end(() -> {
            look.answered();
            Optional<String> next = redirect();
            if (next.isPresent()) {
                followed.accept(hop.to(next.orElseThrow()));
                return;
            }
            Optional<byte[]> decoded = BodyEncoding.decoded(
                    body.toByteArray(),
                    headers.getOrDefault("content-encoding", List.of()),
                    look.check().request().bodyBytesMax());
            if (decoded.isPresent()) {
                judged.accept(new Response(status, headers, decoded.orElseThrow(), look.certificates(), look.phases()));
            } else {
                look.finish(
                        new Outcome.Fail(FailureClass.PROTOCOL),
                        "status " + status + ", and the body is not " + headers.get("content-encoding"));
            }
        });
    }

    /** The path of a redirect that may be followed: same scheme and host, since the address stays pinned. */
    private Optional<String> redirect() {
        List<String> locations = headers.getOrDefault("location", List.of());
        if (hop.redirectsLeft() < 1 || locations.isEmpty() || !REDIRECTS.contains(status)) {
            return Optional.empty();
        }
        try {
            RequestSpec asked = look.check().request();
            String scheme = asked.scheme().name().toLowerCase(Locale.ROOT);
            URI base = new URI(scheme + "://" + asked.host() + hop.path().replace("{nonce}", "0"));
            URI next = base.resolve(new URI(locations.getFirst()));
            String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
            String path = next.getRawPath() == null || next.getRawPath().isEmpty() ? "/" : next.getRawPath();
            boolean same =
                    scheme.equalsIgnoreCase(next.getScheme()) && asked.host().equalsIgnoreCase(next.getAuthority());
            return same ? Optional.of(path + query) : Optional.empty();
        } catch (URISyntaxException nonsense) {
            // A Location that is no URL is judged as it is.
            return Optional.empty();
        }
    }

    /** The connection has ended. */
    void closed() {
        broken(
                FailureClass.PROTOCOL,
                hasHead()
                        ? "closed within the body, after " + body.size() + " bytes, status " + status
                        : "closed before a response");
    }

    void broken(FailureClass failure, String why) {
        end(() -> look.finish(new Outcome.Fail(failure), why));
    }

    /** Our own fault. */
    void cannotAsk(String why) {
        end(() -> look.finish(new Outcome.Blind(), "the request cannot be written: " + why));
    }

    private void end(Runnable last) {
        if (!over) {
            over = true;
            last.run();
        }
    }
}
