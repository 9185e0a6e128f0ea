package dev.trimtab.agent.zoo;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Servers that speak HTTP/2 (RFC 9113) and nothing good, frame by frame, over TLS. */
final class Http2Animals {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PUSH_PROMISE = 5;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;
    private static final int STREAM = 1;

    /** HPACK (RFC 7541): {@code :status: 200} of the static table. */
    private static final byte[] STATUS_200 = {(byte) 0x88};

    private Http2Animals() {}

    /** A frame as it goes over the wire. */
    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16))
                .put((byte) (payload.length >> 8))
                .put((byte) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return frame.array();
    }

    static Cage cage(X509Bundle certificate, Cage.Animal animal) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "edge", certificate.getKeyPair().getPrivate(), new char[0], certificate.getCertificatePathWithRoot());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 256, InetAddress.getByName("127.0.0.1"));
        return Cage.of(server, (socket, in, out) -> shake(socket, animal));
    }

    private static void shake(Socket socket, Cage.Animal animal) throws IOException {
        SSLSocket tls = (SSLSocket) socket;
        tls.setHandshakeApplicationProtocolSelector((any, offered) -> offered.contains("h2") ? "h2" : "");
        tls.startHandshake();
        InputStream in = tls.getInputStream();
        in.readNBytes(24);
        OutputStream out = tls.getOutputStream();
        out.write(frame(SETTINGS, 0, 0, new byte[0]));
        animal.meet(socket, in, out);
    }

    /** The same frame for ever. */
    static Cage.Animal flood(byte[] first, byte[] again) {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            many.writeBytes(again);
        }
        return (socket, in, out) -> {
            out.write(first);
            while (true) {
                out.write(many.toByteArray());
            }
        };
    }

    static byte[] ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    static byte[] settings() {
        return frame(SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 100});
    }

    static byte[] priority() {
        return frame(PRIORITY, 0, STREAM, new byte[] {0, 0, 0, 0, 16});
    }

    static byte[] windowUpdate() {
        return frame(WINDOW_UPDATE, 0, STREAM, new byte[] {0, 0, 0, 1});
    }

    static byte[] unknown() {
        return frame(0xF0, 0, 0, new byte[16]);
    }

    static byte[] head() {
        return frame(HEADERS, END_HEADERS, STREAM, STATUS_200);
    }

    static byte[] emptyData() {
        return frame(DATA, 0, STREAM, new byte[0]);
    }

    static byte[] openHead() {
        return frame(HEADERS, 0, STREAM, STATUS_200);
    }

    /** A literal header without indexing: {@code x: y…}. */
    static byte[] continuation() {
        byte[] header = new byte[103];
        header[1] = 1;
        header[2] = 'x';
        header[3] = 99;
        java.util.Arrays.fill(header, 4, header.length, (byte) 'y');
        return frame(CONTINUATION, 0, STREAM, header);
    }

    static byte[] reset() {
        return frame(RST_STREAM, 0, STREAM, new byte[] {0, 0, 0, 11});
    }

    static byte[] goAway() {
        return frame(GOAWAY, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 11});
    }

    /** A client that has forbidden it gets a stream pushed. */
    static byte[] push() {
        return frame(PUSH_PROMISE, END_HEADERS, STREAM, new byte[] {0, 0, 0, 2, (byte) 0x82, (byte) 0x86});
    }

    static byte[] oversized() {
        return new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, DATA, 0, 0, 0, 0, STREAM};
    }

    /** Sends these, and then nothing, until the other side goes. */
    static Cage.Animal says(List<byte[]> frames) {
        return (socket, in, out) -> {
            for (byte[] frame : frames) {
                out.write(frame);
            }
            out.flush();
            in.transferTo(OutputStream.nullOutputStream());
        };
    }

    /** Of bytes that are no frames. */
    static byte[] noise() {
        return new ByteArrayInputStream(new byte[64]).readAllBytes();
    }
}
