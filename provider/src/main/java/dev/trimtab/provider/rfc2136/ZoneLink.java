package dev.trimtab.provider.rfc2136;

import dev.trimtab.core.records.ReadResult.Trouble;
import dev.trimtab.provider.setting.SecretFile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** Signed messages to one server over TCP. The key is read for each message and never leaves here. */
final class ZoneLink {
    private final InetSocketAddress server;
    private final Name keyName;
    private final Name algorithm;
    private final SecretFile secret;

    /** How an exchange ended. */
    sealed interface Exchange {
        /** An answer whose signature is that of our key. */
        record Answered(Message message) implements Exchange {}

        /** The server, or we, find the key unusable: surely nothing was applied. */
        record BadKey(String reason) implements Exchange {}

        /** No connection came about: surely nothing was applied. */
        record NotSent(String reason) implements Exchange {}

        /** It was sent, or may have been, and no answer that can be trusted came. */
        record NoAnswer(String reason) implements Exchange {}

        /** The server refuses to speak of this zone: surely nothing was applied. */
        record Refused(Trouble trouble, String reason) implements Exchange {}
    }

    ZoneLink(InetSocketAddress server, Name keyName, Name algorithm, SecretFile secret) {
        this.server = server;
        this.keyName = keyName;
        this.algorithm = algorithm;
        this.secret = secret;
    }

    Exchange send(Message message, Duration timeout) {
        return switch (secret.read()) {
            case SecretFile.Reading.Unusable(String reason) -> new Exchange.BadKey(reason);
            case SecretFile.Reading.Found(String text) -> {
                byte[] key;
                try {
                    key = Base64.getDecoder().decode(text);
                } catch (IllegalArgumentException notBase64) {
                    // Its message would show characters of the key.
                    yield new Exchange.BadKey("key file " + secret.path() + " does not hold base64");
                }
                yield send(message, timeout, new TSIG(algorithm, keyName, key));
            }
        };
    }

    private Exchange send(Message message, Duration timeout, TSIG key) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTSIGKey(key);
        resolver.setTimeout(timeout);
        // EDNS is for UDP's size; an UPDATE is kept as plain as servers know it.
        resolver.setEDNS(null);
        try {
            return judged(resolver.send(message));
        } catch (IOException failed) {
            return neverConnected(failed)
                    ? new Exchange.NotSent("cannot connect to " + server + ": " + failed.getMessage())
                    : new Exchange.NoAnswer("no answer from " + server + ": " + failed);
        }
    }

    private Exchange judged(Message answer) {
        int rcode = answer.getRcode();
        TSIGRecord signature = answer.getTSIG();
        if (rcode == Rcode.NOTAUTH && signature != null && signature.getError() != Rcode.NOERROR) {
            return new Exchange.BadKey(server + " does not accept key " + keyName + ": "
                    + Rcode.TSIGstring(signature.getError()) + clockHint(signature.getError()));
        }
        if (rcode == Rcode.NOTAUTH || rcode == Rcode.NOTZONE) {
            return new Exchange.Refused(
                    Trouble.WRONG_ZONE, server + " is not authoritative for the zone: " + Rcode.string(rcode));
        }
        if (rcode == Rcode.REFUSED) {
            return new Exchange.Refused(
                    Trouble.WRONG_ZONE,
                    server + " refuses: the zone is not served here or key " + keyName
                            + " is not allowed to (REFUSED)");
        }
        if (!answer.isVerified()) {
            return new Exchange.NoAnswer(
                    server + " answered " + Rcode.string(rcode) + " without a valid signature of key " + keyName);
        }
        return new Exchange.Answered(answer);
    }

    private static String clockHint(int error) {
        return error == Rcode.BADTIME ? " (the clocks differ by more than 300 s)" : "";
    }

    private static boolean neverConnected(Throwable failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
