package dev.trimtab.agent.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/** Asks DNS servers, all at once, each twice at most. */
final class DnsServers {
    private final Executor threads;

    /** @param threads where asking may block */
    DnsServers(Executor threads) {
        this.threads = threads;
    }

    /** What one server said. */
    sealed interface Reply {
        InetSocketAddress server();

        record Said(InetSocketAddress server, Message message) implements Reply {}

        /** Nothing within the time. */
        record Silent(InetSocketAddress server) implements Reply {}

        /** This machine cannot reach it, or something there says that nobody listens. */
        record Unreachable(InetSocketAddress server, String why) implements Reply {}
    }

    /**
     * Blocks until all have answered or the time is over.
     *
     * @param recursive whether they are asked to find the answer elsewhere
     * @param most time for all tries
     */
    List<Reply> ask(List<InetSocketAddress> servers, Name name, int type, boolean recursive, Duration most) {
        List<CompletableFuture<Reply>> asked = servers.stream()
                .map(server -> CompletableFuture.supplyAsync(() -> ask(server, name, type, recursive, most), threads))
                .toList();
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            try {
                replies.add(asked.get(i).join());
            } catch (CompletionException bug) {
                replies.add(new Reply.Unreachable(servers.get(i), "cannot be asked: " + bug.getCause()));
            }
        }
        return replies;
    }

    private static Reply ask(InetSocketAddress server, Name name, int type, boolean recursive, Duration most) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (!recursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        // A datagram is lost now and then: the second try has the longer time.
        Duration first = most.dividedBy(3);
        for (Duration patience : List.of(first, most.minus(first))) {
            try {
                SimpleResolver resolver = new SimpleResolver(server);
                resolver.setTimeout(patience);
                return new Reply.Said(server, resolver.send(query));
            } catch (PortUnreachableException nobody) {
                return new Reply.Unreachable(server, "nobody listens there");
            } catch (IOException failed) {
                if (!late(failed)) {
                    return new Reply.Unreachable(server, String.valueOf(failed.getMessage()));
                }
            }
        }
        return new Reply.Silent(server);
    }

    private static boolean late(IOException failed) {
        return String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT).contains("timed out");
    }

    /** {@code address}, {@code address:port} or {@code [address]:port}; never asks a resolver. */
    static InetSocketAddress parse(String text, int port) throws IOException {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (text.indexOf(':') == colon || text.startsWith("["));
        String host = hasPort ? text.substring(0, colon) : text;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!bare.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            throw new IOException(text + " is no IP address");
        }
        return new InetSocketAddress(
                InetAddress.getByName(bare), hasPort ? Integer.parseInt(text.substring(colon + 1)) : port);
    }
}
