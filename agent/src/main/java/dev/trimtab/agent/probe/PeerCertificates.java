package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.TrustProfiles.Profile;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a server proved itself with.
 *
 * @param chain as sent, its own certificate first; empty without TLS
 * @param refusedBy trust profiles that do not accept it, although another one did
 * @param version of TLS; empty without
 */
record PeerCertificates(List<X509Certificate> chain, List<String> refusedBy, String version) {
    static final PeerCertificates NONE = new PeerCertificates(List.of(), List.of(), "");

    PeerCertificates {
        chain = List.copyOf(chain);
        refusedBy = List.copyOf(refusedBy);
    }

    /** After a handshake. */
    static PeerCertificates of(ChannelHandlerContext context, List<Profile> profiles) {
        SSLSession session = context.pipeline().get(SslHandler.class).engine().getSession();
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException none) {
            // The assertion on the certificate says that there is none.
            chain.clear();
        }
        return new PeerCertificates(
                chain, profiles.size() > 1 ? refusing(chain, profiles) : List.of(), session.getProtocol());
    }

    private static List<String> refusing(List<X509Certificate> chain, List<Profile> profiles) {
        List<String> refusing = new ArrayList<>();
        for (Profile profile : profiles) {
            try {
                profile.manager().checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            } catch (CertificateException | IllegalArgumentException refused) {
                refusing.add(profile.name());
            }
        }
        return refusing;
    }

    /** The server's own. */
    Optional<X509Certificate> own() {
        return chain.stream().findFirst();
    }
}
