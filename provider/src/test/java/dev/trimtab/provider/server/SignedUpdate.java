package dev.trimtab.provider.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Update;

/** What somebody else with the same key does to a zone. */
public final class SignedUpdate {
    private SignedUpdate() {}

    /** Removes everything at a name. */
    public static void delete(InetSocketAddress server, String zone, String name) {
        send(server, zone, update -> update.delete(Name.fromConstantString(name)));
    }

    /** Sends one update, which must be taken. */
    public static void send(InetSocketAddress server, String zone, Consumer<Update> change) {
        Update update = new Update(Name.fromConstantString(zone));
        change.accept(update);
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, Tsig.KEY_NAME, Tsig.SECRET));
        try {
            Message answer = resolver.send(update);
            if (answer.getRcode() != Rcode.NOERROR) {
                throw new IllegalStateException(server + " answers " + Rcode.string(answer.getRcode()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
